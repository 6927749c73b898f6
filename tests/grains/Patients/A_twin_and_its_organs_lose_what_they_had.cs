using System.Globalization;
using CsCheck;
using Orleans.Core.Internal;
using TwinGrid.Alerts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

/// <summary>
/// One without the other, at any time, and calls between them fail before or after they were done: the twin ends as the one that was given its log record by
/// record, with every look ahead made at the same record.
/// </summary>
public sealed class A_twin_and_its_organs_lose_what_they_had : IAsyncLifetime
{
    private static readonly Gen<(int Seed, (What What, int Draw)[] Course)> Lives = Gen.Select(
        Gen.Int[0, 999_999_999],
        Gen.Select(
            Gen.Frequency(
                (10, Gen.Const(What.Deliver)), (3, Gen.Const(What.Flush)), (2, Gen.Const(What.TwinCrashes)), (1, Gen.Const(What.TwinSleeps)), (2, Gen.Const(What.OrganCrashes)),
                (1, Gen.Const(What.OrganSleeps)), (1, Gen.Const(What.AllCrash)), (1, Gen.Const(What.NewReader)), (4, Gen.Const(What.CallFails)), (2, Gen.Const(What.SaveFails)),
                (2, Gen.Const(What.LossWhileFlushed)), (1, Gen.Const(What.TimePasses)), (1, Gen.Const(What.Look))),
            Gen.Int[0, 999_999]).Array[10, 40]);

    /// <summary>It is gone before, or the scheduler has woken it again.</summary>
    private const int Looks = 100;

    private static readonly string[] Organs = [OrganCatalogue.Lung, OrganCatalogue.Heart, "metabolism"];

    private readonly TwinBed _quiet = new(), _struck = new();

    /// <summary>The next such call fails; null: none does.</summary>
    private (string Grain, string Method, bool IsDone)? _failing;

    private enum What { Deliver, Flush, TwinCrashes, TwinSleeps, OrganCrashes, OrganSleeps, AllCrash, NewReader, CallFails, SaveFails, LossWhileFlushed, TimePasses, Look }

    public async Task InitializeAsync()
    {
        await _quiet.InitializeAsync();
        await _struck.InitializeAsync();
        _struck.Witness = MayFail;
    }

    public async Task DisposeAsync()
    {
        await _quiet.DisposeAsync();
        await _struck.DisposeAsync();
    }

    [Fact]
    public Task the_twin_is_the_one_that_was_given_its_log_record_by_record() => Lives.SampleAsync(async life =>
    {
        var id = TwinId.NewRandom();
        var log = Records(id, _quiet.Clock.Now, new Random(life.Seed));
        var reader = new UnluckyReader(_struck.Twin(id.Value), log);
        foreach (var (what, draw) in life.Course)
        {
            try
            {
                await Happens(what, draw, id.Value, reader);
            }
            catch (Exception error) when (error is not ShouldAssertException)
            {
                continue; // the reader tries again
            }
            finally
            {
                _struck.Snapshots.RefusesKind = null;
            }
        }
        _failing = null;
        for (var attempt = 0; !reader.IsDone; attempt++)
        {
            attempt.ShouldBeLessThan(log.Count);
            await reader.Deliver(log.Count);
            await reader.Flush();
        }
        await IsAsGivenOneByOne(id, log);
    }, iter: Environment.GetEnvironmentVariable("TWINGRID_LIVES") is { } lives ? int.Parse(lives, CultureInfo.InvariantCulture) : 20, threads: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_look_ahead_stands_though_the_organ_has_seen_more_than_the_twin_remembers(bool isSaved)
    {
        var id = TwinId.NewRandom();
        var begin = new DateTimeOffset(2026, 3, 1, 11, 0, 27, TimeSpan.Zero);
        ITwinRecord[] records = [new ProfileRecord(id, begin, Someone.WithType1), .. new[] { 0, 1, 2, 33, 40 }.Select((seconds, i) => Breath(id, i, begin.AddSeconds(seconds), begin.AddSeconds(seconds), 97))];
        var log = records.Logged();
        var reader = new UnluckyReader(_struck.Twin(id.Value), log);
        await reader.Deliver(log.Count);
        _struck.Snapshots.RefusesKind = "twin";
        if (isSaved) await Should.ThrowAsync<Exception>(reader.Flush);
        await Lose(_struck.Twin(id.Value));
        if (isSaved) await Lose(Organ(OrganCatalogue.Lung, id.Value));
        _struck.Snapshots.RefusesKind = null;
        reader.BeginAnew();
        await reader.Deliver(log.Count);
        await IsAsGivenOneByOne(id, log);
    }

    [Fact]
    public async Task a_look_ahead_that_time_brings_stands_though_an_organ_lost_what_it_had_and_is_given_nothing_with_it()
    {
        var id = TwinId.NewRandom();
        var begin = new DateTimeOffset(2026, 3, 1, 11, 0, 27, TimeSpan.Zero);
        ITwinRecord[] records =
        [
            new ProfileRecord(id, begin, Someone.WithType1), Someone.Packet(id.Value, "cgm", 1, begin, new VitalSign(Signal.Glucose, 118, begin)),
            Breath(id, 2, begin.AddSeconds(20), begin.AddSeconds(20), 97), new ClockRecord(id, begin.AddSeconds(30)),
        ];
        var reader = new UnluckyReader(_struck.Twin(id.Value), records.Logged());
        await reader.Deliver(2);
        await Crash("metabolism", Organ("metabolism", id.Value));
        await reader.Deliver(2);
        await IsAsGivenOneByOne(id, records.Logged());
    }

    private async Task Happens(What what, int draw, string id, UnluckyReader reader)
    {
        var (twin, organ) = (_struck.Twin(id), Organs[draw % Organs.Length]);
        switch (what)
        {
            case What.Deliver: await reader.Deliver(1 + draw % 12); break;
            case What.Flush: await reader.Flush(); break;
            case What.TwinCrashes: await Crash("twin", twin); break;
            case What.TwinSleeps: await Lose(twin); break;
            case What.OrganCrashes: await Crash(organ, Organ(organ, id)); break;
            case What.OrganSleeps: await Lose(Organ(organ, id)); break;
            case What.AllCrash:
                await Crash("twin", twin);
                foreach (var one in Organs) await Crash(one, Organ(one, id));
                reader.BeginAnew();
                break;
            case What.NewReader: reader.BeginAnew(); break;
            case What.CallFails:
                _failing = (organ, (draw / 3 % 4) switch { 0 => nameof(IOrgan.Forecast), 1 => nameof(IOrgan.Flush), _ => nameof(IOrgan.Observe) }, draw % 2 == 0);
                await reader.Deliver(1 + draw / 12 % 12);
                break;
            case What.SaveFails:
                _struck.Snapshots.RefusesKind = draw % 2 == 0 ? "twin" : organ;
                await reader.Flush();
                break;
            case What.LossWhileFlushed:
                await reader.Deliver(1 + draw % 12, async () =>
                {
                    await Crash(organ, Organ(organ, id));
                    await reader.Flush();
                });
                break;
            case What.TimePasses: await twin.CheckTime(); break;
            default: await twin.Glance(); break;
        }
    }

    private async Task MayFail(IIncomingGrainCallContext call)
    {
        if (_failing is not { } failing || call.MethodName != failing.Method || call.TargetId.Type.ToString() != failing.Grain)
        {
            await call.Invoke();
            return;
        }
        _failing = null;
        if (failing.IsDone) await call.Invoke();
        throw new TimeoutException("The call failed.");
    }

    /// <summary>Takes a grain away with what it has not saved.</summary>
    private async Task Crash(string kind, IAddressable grain)
    {
        _struck.Snapshots.RefusesKind = kind;
        await Lose(grain);
        _struck.Snapshots.RefusesKind = null;
    }

    private async Task Lose(IAddressable grain)
    {
        var management = _struck.Grains.GetGrain<IManagementGrain>(0);
        await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        for (var look = 0; look < Looks && await management.GetActivationAddress(grain) is not null; look++) await Task.Yield();
    }

    private IOrgan Organ(string organ, string id) => _struck.Grains.GetGrain<IOrgan>(GrainId.Create(organ, id));

    private async Task IsAsGivenOneByOne(TwinId id, List<LoggedRecord> log)
    {
        var reader = new UnluckyReader(_quiet.Twin(id.Value), log);
        for (var i = 0; i < log.Count; i++) await reader.Deliver(1);
        var (struck, quiet) = (await Seen(_struck, id), await Seen(_quiet, id));
        string.Join('\n', struck.Except(quiet, StringComparer.Ordinal)).ShouldBe(string.Join('\n', quiet.Except(struck, StringComparer.Ordinal)));
        struck.ShouldBe(quiet);
    }

    private static async Task<List<string>> Seen(TwinBed bed, TwinId id)
    {
        var twin = await bed.Grains.GetGrain<IRebuiltTwin>(id.Value).Canonical();
        return [$"{twin.AppliedTo}", .. twin.Parts.SelectMany(part => part.Text.Split('\n').Select(line => $"{part.Name}: {line}"))];
    }

    /// <summary>What may stand in the log of a twin: often the packets of a monitor seconds apart, now and then late, near a limit, or with a hole of minutes before them.</summary>
    private static List<LoggedRecord> Records(TwinId id, DateTimeOffset end, Random chance)
    {
        var records = new List<ITwinRecord>();
        var at = end.AddHours(-3).AddSeconds(chance.Next(60));
        if (chance.Next(10) > 0) records.Add(new ProfileRecord(id, at, Someone.WithType1));
        var length = 8 + chance.Next(50);
        for (var i = 0; i < length; i++)
        {
            at = at.AddSeconds(chance.Next(12) switch { < 8 => 1 + chance.Next(9), < 10 => 20 + chance.Next(60), 10 => 100 + chance.Next(300), _ => chance.Next(1900) });
            if (at >= end) break;
            records.Add(chance.Next(40) switch
            {
                0 => new ProfileRecord(id, at, Someone.WithType1 with { WeightKg = 55 + chance.Next(30), Conditions = chance.Next(2) == 0 ? [] : [PatientProfile.HypercapnicRespiratoryFailure] }),
                1 or 2 => new ClockRecord(id, at),
                3 => new CommandRecord(id, at, new AlertCommand("none", AlertAction.Acknowledge, "nurse-1", null, null)),
                4 => new NightRecord(id, at, at),
                < 12 => Someone.Packet(id.Value, "cgm", i, at, new VitalSign(Signal.Glucose, 60 + chance.Next(120), at)),
                _ => Breath(id, i, at, at.AddSeconds(-(chance.Next(12) switch { 0 => 20, 1 => 500, 2 => 1500, _ => 0 })), chance.Next(5) == 0 ? 90 + chance.Next(4) : 97),
            });
        }
        return records.Logged();
    }

    private static VitalsPacket Breath(TwinId id, long sequence, DateTimeOffset receivedAt, DateTimeOffset at, double saturation) => Someone.Packet(
        id.Value, "monitor", sequence, receivedAt, new VitalSign(Signal.OxygenSaturation, saturation, at), new VitalSign(Signal.RespiratoryRate, 15 + sequence % 3, at),
        new VitalSign(Signal.HeartRate, 70 + sequence % 5, at), new VitalSign(Signal.SystolicPressure, 120 - sequence % 7, at));
}
