using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Reports;

/// <summary>The looks at the primary endpoint and their limits.</summary>
internal static class LookSection
{
    public static void Write(Page page, TrialResult result, Masking masking)
    {
        var (layout, endpoint) = (result.Layout, result.Primary.Endpoint);
        var isTime = endpoint.Kind == EndpointKind.TimeToEvent;
        page.Heading("Looks at the primary endpoint");
        page.Figure(LooksFigure.Draw(result), $"Test statistic of the planned analysis at each look, with the {Name(layout)} limits. A filled mark: the limit was crossed for the first time, and the comparison would have stopped there.{(layout.Looks.Futility > 0 ? " Dotted: below, it is given up for futility." : "")}");
        var isGivenUp = layout.Looks.Futility > 0;
        page.Table("Looks", ["Look", "Planned share", .. layout.Looks.Days is null ? Array.Empty<string>() : ["Day"], "Patients", .. isTime ? ["Events"] : Array.Empty<string>(), "Effect", "Repeated limits", "z", "Limit", "Limit's P", .. isGivenUp ? ["Futile below"] : Array.Empty<string>(), "Crossed"],
            result.Looks.SelectMany(look => Rows(result, look, masking)),
            "Planned share: of the information. Limit's P: nominal, of the limit. Repeated limits use the look's own limit in place of 1.96, and hold whichever look stops the trial. All looks were simulated to the end; stopping early is judged, not acted on.");
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(TrialResult result, LookResult look, Masking masking)
    {
        var layout = result.Layout;
        if (layout.Arms.Count > 2 && look.Look == 0) yield return [$"{Say.Text(layout.Arms[look.Arm])} against {Say.Text(layout.Arms[0])}"];
        var (endpoint, sides) = (result.Primary.Endpoint, result.Primary.Endpoint.Sides);
        var few = masking.Hides(look.Estimate.Treated) || masking.Hides(look.Estimate.Control);
        string Show(double value) => look.Estimate.IsRatio ? Say.Ratio(value) : endpoint.Kind == EndpointKind.Responder ? Say.Fixed(100 * value, 1) : Say.To(value, look.Estimate.Error, 3);
        yield return
        [
            $"{look.Look + 1} of {layout.Looks.Count}", Say.Coverage(look.Planned), .. layout.Looks.Days is null ? Array.Empty<string>() : [Say.Count(look.Day)], few ? "&lt;10 in an arm" : masking.About(look.Patients),
            .. double.IsNaN(look.Events) ? Array.Empty<string>() : [masking.About((long)look.Events)], few || !look.Estimate.IsFound ? "–" : Show(look.Estimate.Value), few || !look.Estimate.IsFound ? "–" : $"{Show(look.Low)} to {Show(look.High)}",
            few ? "–" : Say.Fixed(look.Estimate.Z, 3), Say.Fixed(look.Limit, 3), Say.P(sides * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -look.Limit)), .. layout.Looks.Futility > 0 ? [double.IsNaN(look.FutileBelow) ? "–" : Say.Fixed(look.FutileBelow, 3)] : Array.Empty<string>(),
            look.IsCrossed ? "<b>yes</b>" : look.IsFutile ? "<b>given up</b>" : "no",
        ];
    }

    public static string Name(TrialLayout layout) => layout.Looks.Limits == LookLimits.Pocock ? "Pocock" : "O'Brien–Fleming";
}
