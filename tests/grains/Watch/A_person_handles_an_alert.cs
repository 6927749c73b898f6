using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Watch;

public sealed class A_person_handles_an_alert(TwinBed bed) : IClassFixture<TwinBed>
{
    [Fact]
    public async Task and_finds_it_handled_at_the_desk_as_soon_as_he_is_answered()
    {
        await bed.KeepReading();
        for (var i = 0; i < 10; i++)
        {
            var id = TwinId.NewRandom();
            var twin = bed.Twin(id.Value);
            await twin.Register(Someone.WithType1);
            await bed.Log.Append(Someone.Packet(id.Value, "cgm", 1, bed.Clock.Now, new VitalSign(Signal.Glucose, 45, bed.Clock.Now)), CancellationToken.None);
            await bed.Drain();
            var raised = (await twin.Glance())!.OpenAlerts.ShouldHaveSingleItem();
            await twin.Handle(new AlertCommand(raised.Id, AlertAction.Acknowledge, "nurse-1", null, null));
            var desk = bed.Grains.GetGrain<IWatchDesk>(id.Partition(bed.Log.PartitionCount));
            (await desk.Alert(raised.Id))!.State.ShouldBe(AlertState.Acknowledged);
        }
    }
}
