using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using CsvHelper;
using Parquet;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;
using TwinGrid.Trials.Tallies;
using TwinGrid.Trials.Tests.Tallies;

namespace TwinGrid.Trials.Tests.Reports;

public sealed class A_report_is_read
{
    private static readonly TrialStory Story = new()
    {
        Title = "Two doses <script>alert(1)</script> & a placebo", Id = "invented", Seed = 7, ProtocolHash = "abc", WrittenAt = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), Program = "a test",
    };

    private static readonly Lazy<string> Whole = new(() => TrialReport.Html(Story, TrialResult.Of(InventedTrial.Layout, InventedTrial.Count(Enumerable.Range(0, 900), effect: .6)), []));

    [Fact]
    public void it_is_one_page_that_needs_nothing_else()
    {
        // Everything is closed and quoted: an XML reader gets through it once the doctype and the unclosed head elements are gone.
        Parse(Whole.Value).Descendants("script").ShouldBeEmpty();
        foreach (var forbidden in new[] { "<script", "javascript:", " onclick", " onload", "href=\"http", "src=", "@import", "url(" }) Whole.Value.ShouldNotContain(forbidden, Case.Insensitive);
        Whole.Value.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public void it_has_what_a_statistician_expects()
    {
        var page = Parse(Whole.Value);
        var headings = page.Descendants("h2").Select(heading => heading.Value).ToArray();
        foreach (var expected in new[] { "Summary", "Patients", "Primary endpoint: change", "Looks at the primary endpoint", "Secondary endpoints", "Subgroups and enrichment", "Courses by visit", "Exposure and adverse events", "Methods", "What was assumed, and what is not shown" })
            Array.IndexOf(headings, expected).ShouldBeGreaterThanOrEqualTo(0, expected);
        var text = page.Value;
        foreach (var expected in new[] { "Flow of patients", "Number at risk", "Screened (n = 900)", "PROCOVA adjusted for age, foretold change", "stratified log-rank", "Cochran–Mantel–Haenszel", "Bonferroni", "O'Brien–Fleming", "t(", "Left early", "grade", "SHA-256" })
            text.ShouldContain(expected, Case.Sensitive);
        text.ShouldNotContain("NaN");
    }

    [Fact]
    public void few_real_people_are_not_counted_in_it()
    {
        var layout = InventedTrial.Layout with { IsOfRealPeople = true };
        var (tally, patient) = (new TrialTally(layout), new PatientOutcome(layout));
        for (var i = 0; i < 100; i++)
        {
            InventedTrial.Fill(patient, i);
            patient.WorstGrades[0] = (byte)(i < 20 ? 4 : 0); // six or seven in each arm
            tally.Add(patient);
        }
        var papers = TrialReport.Html(Story, TrialResult.Of(layout, tally), []);
        var adverse = Parse(papers).Descendants("table").Single(table => table.Value.Contains("Adverse events by worst grade", StringComparison.Ordinal));
        adverse.Value.ShouldContain("<10");
        adverse.Value.ShouldContain("hidden");
        adverse.Descendants("td").Select(cell => cell.Value).ShouldNotContain(cell => cell.StartsWith("6 (") || cell.StartsWith("7 ("));
        Should.Throw<InvalidOperationException>(() => new PatientRows(layout, RowTable.Csv(TextWriter.Null, PatientRows.Columns(layout)))).Message.ShouldContain("are people");
    }

    [Fact]
    public async Task the_results_are_a_table_too()
    {
        var papers = Papers("replicates: 1");
        using var csv = new CsvReader(new StringReader(System.Text.Encoding.UTF8.GetString(papers.Csv())), CultureInfo.InvariantCulture);
        var rows = csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>().ToArray();
        var planned = rows.Single(row => (string)row["note"] == "planned");
        double.Parse((string)planned["value"], CultureInfo.InvariantCulture).ShouldBe(papers.Result!.Primary.Main[0].Value);
        using var memory = new MemoryStream(papers.Parquet());
        await using var parquet = await ParquetReader.CreateAsync(memory);
        parquet.Schema.DataFields.Length.ShouldBe(17);
        using var group = parquet.OpenRowGroupReader(0);
        group.RowCount.ShouldBe(rows.Length);
        using var json = JsonDocument.Parse(papers.Json());
        json.RootElement.GetProperty("seed").GetString().ShouldBe("7");
        json.RootElement.GetProperty("primaryEndpoint").EnumerateArray().Count(row => row.TryGetProperty("p", out _)).ShouldBe(1);
    }

    [Fact]
    public void patients_are_rows()
    {
        using var text = new StringWriter();
        using (var table = RowTable.Csv(text, PatientRows.Columns(InventedTrial.Layout)))
        {
            var (rows, patient) = (new PatientRows(InventedTrial.Layout, table), new PatientOutcome(InventedTrial.Layout));
            for (var i = 0; i < 3; i++)
            {
                InventedTrial.Fill(patient, i);
                rows.Add(i, patient);
            }
        }
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4);
        lines[0].ShouldStartWith("patient,arm,stratum,entry_day,look,age,sex,score,change,response,death (days),death (seen),left_early,");
        lines[1].ShouldStartWith("0,placebo,");
        lines[1].Split(',').Length.ShouldBe(lines[0].Split(',').Length);
    }

    [Fact]
    public void replicates_are_a_table_of_power()
    {
        var page = Parse(Papers("replicates: 40\nsweeps: [{ path: population.size, values: [40, 80, 128] }]").Report(Story.WrittenAt, "a test"));
        page.Value.ShouldContain("120 trials were simulated in 3 settings");
        page.Descendants("tbody").SelectMany(body => body.Elements("tr")).Count(row => row.Value.Contains("points", StringComparison.Ordinal)).ShouldBe(3);
        page.Descendants().Count(element => element.Name.LocalName == "svg").ShouldBe(1);
        page.Value.ShouldNotContain("NaN");
    }

    private static TrialPapers Papers(string more)
    {
        var plan = TrialPlan.Of(TrialProtocol.Read($$"""
            id: t-test
            title: Two arms
            seed: 7
            population:
              size: 128
            model: { kind: continuous, sd: 1 }
            arms: [{ name: control }, { name: treated, effect: 0.5 }]
            allocation: { method: blocks, blocks: [4, 8] }
            visits: [{ name: end, day: 84 }]
            endpoints: [{ name: Value at the end, kind: change, figure: value, of: value, visit: end }]
            {{more}}
            """, "t-test.yaml"));
        var sums = new TrialSums(plan);
        for (var shard = 0; shard < plan.Shards; shard++) sums.Add(TrialConduct.Run(plan, shard, CancellationToken.None));
        TrialSums.FromBytes(plan, sums.ToBytes()).ToBytes().ShouldBe(sums.ToBytes());
        return new(plan, sums);
    }

    private static XElement Parse(string html) => XElement.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)].Replace("<br>", "<br/>", StringComparison.Ordinal));
}
