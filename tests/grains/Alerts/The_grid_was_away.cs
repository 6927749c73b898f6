using TwinGrid.Alerts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Alerts;

public sealed class The_grid_was_away
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Somebody = TwinId.Parse("somebody");
    private readonly AlertBook _book = new();
    private readonly DeviceMarks _devices = new();

    public The_grid_was_away()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            Hear("monitor", minute, Noon.AddMinutes(minute - 10));
            Hear("watch", minute, Noon.AddMinutes(minute - 10));
        }
    }

    [Fact]
    public void the_first_device_that_is_back_does_not_call_the_others_silent()
    {
        Hear("watch", 10, Noon.AddHours(1));
        _book.Judge(Circumstances() with { IsArrival = true }, Noon.AddHours(1)).ShouldBeEmpty();
    }

    [Fact]
    public void one_that_stays_away_is_called_silent_by_time()
    {
        Hear("watch", 10, Noon.AddHours(1));
        _book.Judge(Circumstances(), Noon.AddHours(1).AddMinutes(1)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            alert => alert.DeviceId.ShouldBe("monitor"),
            alert => alert.Severity.ShouldBe(Severity.High));
    }

    private TwinCircumstances Circumstances() => new(Somebody, null, new LatestSigns(), _devices, []);

    private void Hear(string device, long sequence, DateTimeOffset at) =>
        _devices.Hear(new VitalsPacket(Somebody, device, sequence, at, [new VitalSign(Signal.HeartRate, 70, at)]));
}
