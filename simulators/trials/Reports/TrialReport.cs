using System.Globalization;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The report of a trial as one page of HTML that needs nothing else: no script, no picture from elsewhere.</summary>
public static class TrialReport
{
    /// <summary>Writes it.</summary>
    /// <param name="story">What is told beside the numbers.</param>
    /// <param name="result">Of the single trial; null where only replicates were run.</param>
    /// <param name="power">Replicates of the design; empty where none were run.</param>
    /// <exception cref="ArgumentException">There is neither a trial nor replicates.</exception>
    public static string Html(TrialStory story, TrialResult? result, IReadOnlyList<PowerRow> power)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(power);
        var layout = result?.Layout ?? (power.Count > 0 ? power[0].Layout : throw new ArgumentException("A report needs a trial or replicates of one.", nameof(power)));
        var (page, masking) = (new Page($"{story.Title} – trial report"), new Masking(layout.IsOfRealPeople));
        page.Heading("Summary");
        page.Paragraph(result is null ? PowerSection.Summary(power) : EndpointSection.Summary(result, masking), "kind");
        if (result is not null)
        {
            page.Heading("Patients");
            page.Figure(ConsortFigure.Draw(result, masking), "Flow of patients. " + (layout.Criteria.Count > 0 ? "A patient who met several reasons of exclusion counts at the first." : "The protocol excludes nobody."));
            BaselineSection.Write(page, result, masking);
            page.Heading("Primary endpoint: " + Say.Text(layout.Endpoints[layout.Primary].Name));
            EndpointSection.Write(page, result, result.Primary, masking);
            if (layout.Looks.Count > 1) LookSection.Write(page, result, masking);
            if (layout.Endpoints.Count > 1)
            {
                page.Heading("Secondary endpoints");
                page.Paragraph("Not adjusted for one another: their P values describe, they do not confirm.");
                foreach (var endpoint in result.Endpoints.Where(endpoint => !endpoint.IsPrimary))
                {
                    page.Smaller(Say.Text(endpoint.Endpoint.Name));
                    EndpointSection.Write(page, result, endpoint, masking);
                }
            }
            if (result.Subgroups.Count > 0) SubgroupSection.Write(page, result, masking);
            if (layout.Courses.Count > 0 && layout.VisitDays.Count > 0)
            {
                page.Heading("Courses by visit");
                for (var variable = 0; variable < layout.Courses.Count; variable++)
                    page.Figure(CourseFigure.Draw(result.Tally, variable, masking), $"{Say.Text(layout.Courses[variable].Name)}: mean with its 95 % limits, and the middle half of patients (shaded); below, how many were measured. Day 0, where it is shown: before treatment.");
            }
            SafetySection.Write(page, result, masking);
        }
        if (power.Count > 0) PowerSection.Write(page, power);
        page.Heading("Methods");
        foreach (var paragraph in story.Methods) page.Paragraph($"<b>{Say.Text(paragraph.Heading)}.</b> {Say.Text(paragraph.Text)}");
        foreach (var paragraph in StatisticalMethods.Of(layout, power)) page.Paragraph($"<b>{Say.Text(paragraph.Heading)}.</b> {Say.Text(paragraph.Text)}");
        page.Heading("What was assumed, and what is not shown");
        if (story.Assumptions.Count > 0)
        {
            page.Smaller("Assumed");
            page.Points(story.Assumptions.Select(Say.Text));
        }
        page.Smaller("Not shown");
        page.Points(StatisticalMethods.Limits(layout).Select(Say.Text));
        return page.Whole(Head(story, layout, result, power));
    }

    private static string Head(TrialStory story, TrialLayout layout, TrialResult? result, IReadOnlyList<PowerRow> power)
    {
        var head = new Page(story.Title);
        List<(string, string)> facts =
        [
            ("Protocol", $"{Say.Text(story.Id)}, SHA-256 <code>{Say.Text(story.ProtocolHash)}</code>"),
            ("Seed", story.Seed.ToString(CultureInfo.InvariantCulture) + " (the same seed and protocol give the same numbers, on any number of machines)"),
            ("Size", result is not null ? $"{Say.Count(result.Tally.Randomised)} patients randomised" : $"{Say.Count(power.Sum(row => row.Trials.Count))} simulated trials"),
            .. layout.Arms.Select((arm, i) => (i == 0 ? "Control arm" : "Treated arm", $"<b>{Say.Text(arm)}</b>{(story.Arms.Count > i && story.Arms[i].Length > 0 ? ": " + Say.Text(story.Arms[i]) : "")}")),
            .. story.Models.Select(model => ("Model", Say.Text(model.Source))),
            ("Written", $"{story.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC by {Say.Text(story.Program)}"),
        ];
        head.Facts(facts);
        return $"""
            <header><h1>{Say.Text(story.Title)}</h1>
            <p class="kind">{(layout.IsOfRealPeople
                ? $"A trial in silico on digital twins of consenting patients. Nobody was treated. Counts below {Masking.Least} are not shown, nor those from which they could be worked out."
                : "A trial in silico. All patients are virtual; nobody was treated. What it says is what its models and assumptions say.")}</p>
            {head.Inner}</header>
            """;
    }
}
