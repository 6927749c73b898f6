using CsCheck;
using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Rebuilding;

public sealed class A_twin_is_rebuilt_from_the_log_alone(TwinBed bed) : IClassFixture<TwinBed>, IAsyncLifetime
{
    private static readonly Gen<(Kind Kind, int Draw)[]> Lives =
        Gen.Select(Gen.Frequency((40, Gen.Const(Kind.Packet)), (3, Gen.Const(Kind.Profile)), (4, Gen.Const(Kind.Command)), (3, Gen.Const(Kind.Clock)),
            (2, Gen.Const(Kind.Night)), (3, Gen.Const(Kind.Sleep)), (3, Gen.Const(Kind.Look))), Gen.Int[0, 999_999]).Array[40, 90];

    private enum Kind { Packet, Profile, Command, Clock, Night, Sleep, Look }

    public Task InitializeAsync() => bed.KeepReading();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task and_is_the_living_one_byte_for_byte_whatever_it_lived_through() => Lives.SampleAsync(async life =>
    {
        var twin = TwinId.NewRandom();
        await bed.Twin(twin.Value).Register(Someone.WithType1);
        for (var step = 0; step < life.Length; step++) await Lives_through(twin, step, life[step].Kind, life[step].Draw);
        await bed.Drain();
        var report = await Verifier(twin).Verify(twin.Value);
        report.Differences.ShouldBeEmpty();
        report.NotFromLog.ShouldBeEmpty();
        report.Equal.ShouldBe(1);
    }, iter: 6, threads: 1);

    [Fact]
    public async Task one_that_was_changed_beside_the_log_is_named_with_the_part_that_differs()
    {
        var twin = TwinId.NewRandom();
        await bed.Twin(twin.Value).Register(Someone.WithType1);
        var at = bed.Clock.Now;
        var beside = Someone.Packet(twin.Value, "monitor", 1, at, new VitalSign(Signal.HeartRate, 71, at));
        await bed.Log.Append(beside with { Samples = [new VitalSign(Signal.HeartRate, 70, at)] }, CancellationToken.None);
        await bed.Drain();
        (await Verifier(twin).Verify(twin.Value)).Differences.ShouldBeEmpty();
        var applied = (await bed.Grains.GetGrain<IRebuiltTwin>(twin.Value).Canonical()).AppliedTo;
        await bed.Twin(twin.Value).Observe(new RecordDelivery(-1, new[] { beside }.Logged(applied + 1)));

        var difference = (await Verifier(twin).Verify(null)).Differences.Where(one => one.Twin == twin.Value && one.Part == "latest signs").ShouldHaveSingleItem();
        string.Equals(difference.Living, difference.Rebuilt, StringComparison.Ordinal).ShouldBeFalse();
    }

    private ITwinVerifier Verifier(TwinId twin) => bed.Grains.GetGrain<ITwinVerifier>(twin.Partition(bed.Log.PartitionCount));

    private async Task Lives_through(TwinId twin, int step, Kind kind, int draw)
    {
        var grain = bed.Twin(twin.Value);
        switch (kind)
        {
            case Kind.Packet:
                bed.Clock.Now = bed.Clock.Now.AddSeconds(20 + draw % 200);
                await bed.Log.Append(PacketOf(twin, step, draw), CancellationToken.None);
                break;
            case Kind.Profile:
                await grain.Register(Someone.WithType1 with
                {
                    WeightKg = 55 + draw % 30, Conditions = draw % 2 == 0 ? [] : [PatientProfile.HypercapnicRespiratoryFailure, "on-metoprolol", "on-insulin-basal"],
                    Medications = draw % 3 == 0 ? null : [new("insulin-basal", 5 + draw % 40, null), new("metoprolol", 25 + draw % 200, bed.Clock.Now.AddMinutes(draw % 3000))],
                });
                break;
            case Kind.Command:
                await bed.Drain();
                if ((await grain.Glance())!.OpenAlerts is [var first, ..])
                    await grain.Handle(new AlertCommand(first.Id, (AlertAction)(draw % 5), "nurse-1", bed.Clock.Now.AddMinutes(20), null));
                break;
            case Kind.Clock:
                bed.Clock.Now = bed.Clock.Now.AddMinutes(draw % 40);
                await grain.CheckTime();
                break;
            case Kind.Night:
                bed.Clock.Now = new DateTimeOffset(bed.Clock.Now.UtcDateTime.Date.AddDays(1).AddHours(5), TimeSpan.Zero);
                await grain.CheckTime();
                break;
            case Kind.Sleep:
                await bed.Drain();
                await bed.PutAllToSleep();
                await bed.KeepReading();
                break;
            default:
                await grain.Glance();
                break;
        }
    }

    /// <summary>A packet of a restless patient: in time, late, far too late, corrected, taken back, from a body that sinks and rises.</summary>
    private VitalsPacket PacketOf(TwinId twin, int step, int draw)
    {
        var late = TimeSpan.FromMinutes((draw % 11) switch { 0 => 8, 1 => 25, 2 => 600, _ => 0 });
        var at = bed.Clock.Now - late - TimeSpan.FromSeconds(draw % 7);
        var wave = Math.Sin(step / 6d);
        VitalSign[] samples = (draw % 4) switch
        {
            0 => [new(Signal.Glucose, Math.Round(120 + (70 * wave)), at)],
            1 => [new(Signal.HeartRate, Math.Round(95 + (40 * wave)), at), new(Signal.SystolicPressure, Math.Round(120 + (30 * wave)), at), new(Signal.Steps, draw % 300, at)],
            2 => [new(Signal.OxygenSaturation, Math.Round(92 + (5 * wave)), at), new(Signal.RespiratoryRate, Math.Round(18 - (6 * wave)), at)],
            _ => [new(Signal.Carbohydrate, 5 + draw % 60, at), new(Signal.InsulinBolus, draw % 8, at)],
        };
        var status = (draw % 13) switch { 0 => SampleStatus.Corrected, 1 => SampleStatus.EnteredInError, _ => SampleStatus.Final };
        return Someone.Packet(twin.Value, $"device-{draw % 4}", step, bed.Clock.Now, [.. samples.Select(sign => sign with { Status = status })]);
    }
}
