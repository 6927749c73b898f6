using TwinGrid.Alerts;
using TwinGrid.Grains.Watch;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

public sealed class A_desk_hears_the_same_twins
{
    private readonly ListedTwins _twins = new();
    private readonly EventRing _events = new(epoch: 1, TimeProvider.System);

    [Fact]
    public void and_takes_no_memory_for_what_they_say_anew()
    {
        var rounds = Enumerable.Range(0, 3).Select(round => Enumerable.Range(0, 500).Select(twin => Row($"t{twin}", round)).ToArray()).ToArray();
        Hear(rounds[0]);
        Hear(rounds[1]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hear(rounds[2]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        _twins.MostUrgent(500).Rows.ShouldAllBe(row => row.Version == 2 && row.Latest[0].Value == 82);
    }

    [Fact]
    public void and_goes_on_with_the_names_and_the_alert_that_it_has()
    {
        var (first, second) = (Row("t", 1), Row("t", 2));
        Hear(first, second);
        var row = _twins.MostUrgent(1).Rows[0];
        row.Version.ShouldBe(2);
        row.Worst.ShouldBeSameAs(first.Worst);
        for (var place = 0; place < row.Latest.Count; place++) row.Latest[place].DeviceId.ShouldBeSameAs(first.Latest[place].DeviceId);
    }

    private void Hear(params ReadOnlySpan<TwinRow> rows)
    {
        foreach (var row in rows) _events.Add(_twins.Report(row)!);
    }

    /// <summary>A row as it comes from another silo: all of it new.</summary>
    private static TwinRow Row(string twin, int version) => new(
        TwinId.Parse(twin), 90, 7, [Sign(Signal.HeartRate, 80 + version), Sign(Signal.OxygenSaturation, 97)], twin == "t" ? Alert() : null, 1, DateTimeOffset.UnixEpoch, version, null);

    private static LatestSign Sign(Signal signal, double value) => new(signal, value, DateTimeOffset.UnixEpoch, new string("watch"), Trend.Steady, .5, 2);

    private static Alert Alert() => new(
        "one", TwinId.Parse("t"), "news2", Severity.High, Signal.None, Direction.High, 7, "1", Trend.Unknown, DateTimeOffset.UnixEpoch, null, AlertState.Raised,
        "NEWS2 is 7.", "news2", null, null, 1, [new AlertStep(DateTimeOffset.UnixEpoch, "raise", "system", null)]);
}
