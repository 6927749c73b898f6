using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests.Imports;

public sealed class Files_of_others_are_read : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableFact]
    public void claims_come_with_their_balances_and_without_names()
    {
        _lab.Run("import", "uke", SharedData.Path("samples", "jp-receipt", "RECEIPTC_GAIRAI_SAMPLE.UKE")).ShouldBe(0, _lab.Errors);
        _lab.Errors.ShouldContain("75 of 75 receipts balance; the trailer declares 140 claims and 86392 points, found are 140 and 86392.");
        _lab.Output.ShouldNotContain("カキク");
    }

    [Fact]
    public void samples_become_a_table_with_what_was_left()
    {
        var file = _lab.Put("points.json", """[{"heart_rate":{"value":61,"unit":"beats/min"},"effective_time_frame":{"date_time":"2020-02-05T07:25:00-08:00"}},{"step_count":{"value":9,"unit":"steps"},"effective_time_frame":{"time_interval":{"start_date_time":"2020-02-05T07:25:00Z","end_date_time":"2020-02-06T07:25:00Z"}},"descriptive_statistic":"average"}]""");
        _lab.Run("import", "open-mhealth", file).ShouldBe(0, _lab.Errors);
        _lab.Output.ReplaceLineEndings("\n").ShouldBe(
            "place,taken,code,value,unit,observed_at,source,remark\n[0],1,8867-4,61,/min,2020-02-05T07:25:00-08:00,,\n[1],0,step_count,,,,,is a statistic (average) of a time and no observation\n");
        _lab.Errors.ShouldStartWith("1 samples taken, 1 left.");
    }

    [Fact]
    public void what_cannot_be_read_is_one_sentence() => _lab.Refusal("import", "apple-health", _lab.Put("x.xml", "<Health/>")).ShouldEndWith("line 1: must be HealthData: this is no export of Apple Health.");

    public void Dispose() => _lab.Dispose();
}
