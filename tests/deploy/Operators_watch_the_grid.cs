using System.Text.Json;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Deploy.Tests;

public sealed class Operators_watch_the_grid
{
    private static readonly string Runbooks = Path.Combine(Repository.Root, "docs", "runbooks");

    private static List<(string Name, string Expression, string Runbook)> Alerts() =>
    [
        .. Deployed.Yaml("deploy", "observability", "alerts.yaml").At("groups").Items().SelectMany(group => group.At("rules").Items())
            .Select(rule => (rule.At("alert")!.Word(), rule.At("expr")!.Word(), rule.At("annotations")!.At("runbook")!.Word())),
    ];

    [Fact]
    public void every_alert_asks_for_metrics_that_are_exported() =>
        Alerts().SelectMany(alert => Exported.NamedIn(alert.Expression)).Except(Exported.InPrometheus, StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void every_alert_has_its_page_and_every_page_its_alert()
    {
        var alerts = Alerts();
        alerts.Count.ShouldBeGreaterThan(10);
        alerts.DistinctBy(alert => alert.Name, StringComparer.Ordinal).Count().ShouldBe(alerts.Count);
        foreach (var (name, _, runbook) in alerts)
        {
            var page = Deployed.Text(runbook);
            page.ShouldStartWith($"# {name}\n");
            foreach (var part in (string[])["**Means.**", "**Look at**", "**Do**", "**Do not**"]) page.ShouldContain(part, Case.Sensitive, $"{runbook} says too little");
        }
        Directory.GetFiles(Runbooks).Select(Path.GetFileName).ShouldBe(alerts.Select(alert => Path.GetFileName(alert.Runbook)), ignoreOrder: true);
    }

    [Fact]
    public void the_pages_name_metrics_that_are_exported()
    {
        foreach (var page in Directory.GetFiles(Runbooks))
            Exported.NamedIn(File.ReadAllText(page)).Where(name => name.StartsWith("twingrid_", StringComparison.Ordinal) || name.StartsWith("orleans_", StringComparison.Ordinal))
                .Where(name => !Exported.InPrometheus.Contains(name) && !Exported.InPrometheus.Contains(name + "_bucket"))
                .ShouldBeEmpty(Path.GetFileName(page));
    }

    [Fact]
    public void every_panel_of_the_dashboard_draws_something_that_is_exported()
    {
        using var dashboard = JsonDocument.Parse(Deployed.Text("deploy", "observability", "grafana", "twingrid.json"));
        var expressions = dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!).ToList();
        expressions.ShouldAllBe(expression => Exported.NamedIn(expression).Any());
        expressions.SelectMany(Exported.NamedIn).Except(Exported.InPrometheus, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void the_page_of_metrics_lists_every_metric_with_kind_and_unit_and_no_other()
    {
        var listed = Deployed.Text("docs", "metrics.md").Split('\n').Where(line => line.StartsWith("| `twingrid.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{cells[1].Trim('`')} {cells[2]}");
        listed.ShouldBe(Exported.OfTheGrid.Select(metric => $"{metric.Name} {metric.Kind}, {metric.Unit}"), ignoreOrder: true);
    }

    [Fact]
    public void prometheus_scrapes_the_collector_and_reads_the_rules()
    {
        var prometheus = Deployed.Yaml("deploy", "observability", "prometheus.yaml");
        prometheus.At("rule_files").Items().Select(file => file.Word()).ShouldBe(["alerts.yaml"]);
        var target = prometheus.At("scrape_configs").Items().SelectMany(job => job.At("static_configs").Items()).SelectMany(config => config.At("targets").Items()).Single().Word();
        var collector = Deployed.Yaml("deploy", "observability", "collector.yaml");
        var port = collector.At("exporters")!.At("prometheus")!.At("endpoint")!.Word().Split(':')[^1];
        target.ShouldBe($"collector:{port}");
        foreach (var (name, pipeline) in collector.At("service")!.At("pipelines").Entries())
            foreach (var kind in (string[])["receivers", "processors", "exporters"])
                pipeline.At(kind).Items().Select(part => part.Word()).Except(collector.At(kind).Entries().Keys, StringComparer.Ordinal).ShouldBeEmpty($"{name} names {kind} that are not configured");
    }
}
