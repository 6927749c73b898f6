using System.Collections.Concurrent;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

/// <summary>Three silos, a third of the patients on each, and three shards, one gathered on each silo at the same time.</summary>
public sealed class Patients_of_several_silos_take_part : IAsyncLifetime
{
    private const int People = 33, Silos = 3;

    private readonly TwinBed _bed = new() { Trials = new() { Lanes = 1, Beat = TimeSpan.FromMilliseconds(50), TwinsAShard = People / Silos } };
    private readonly OwnPatients _patients;
    private readonly List<SiloAddress> _silos = [];
    private readonly ConcurrentBag<(TwinId Twin, SiloAddress On, TrialVisit Visit, TakenPart Part)> _asked = [];
    private readonly ConcurrentDictionary<int, bool> _begun = [];
    private readonly TaskCompletionSource _allBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _goesOn;

    public Patients_of_several_silos_take_part() => (_patients, _goesOn) = (new(_bed), _allBegun.Task);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        _silos.Add(_bed.Services.GetService(typeof(ILocalSiloDetails)) is ILocalSiloDetails first ? first.SiloAddress : throw new InvalidOperationException());
        while (_silos.Count < Silos) _silos.Add(await _bed.StartAnother());
        await _patients.Register(People);
        await _patients.AllConsent(People);
        for (var twin = 0; twin < People; twin++) await _bed.Settle(Twin(twin), _silos[twin % Silos]);
        _bed.Witness = Watch;
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task rows_are_made_where_their_shard_is_gathered_and_the_result_is_that_of_one_silo()
    {
        var trial = await _patients.Start("t1");
        var (ended, shards) = await OwnPatients.WrittenDown(trial);

        (ended.State, ended.PatientsDone, ended.ShardsDone).ShouldBe((TrialState.Done, People, Silos));
        shards.Select(shard => shard.Released).ShouldBe([11, 11, 11]);
        shards.SelectMany(shard => shard.Notes).Where(note => note.TookPart).Select(note => note.Twin.Value).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, People).Select(twin => $"p{twin}").Order(StringComparer.Ordinal));
        _asked.Select(one => one.Visit.Silo).Distinct(StringComparer.Ordinal).Count().ShouldBe(Silos, "each silo gathers");
        _asked.ShouldContain(one => one.Part.How == Participation.Elsewhere, "who was on another silo came");
        foreach (var one in _asked) (one.Part.How == Participation.TookPart).ShouldBe(one.On.ToParsableString() == one.Visit.Silo, $"{one.Twin} on {one.On}: {one.Part.How}");
        (await trial.Paper(TrialPaper.Csv))!.ShouldBe(await OnOneSilo());
    }

    [Fact]
    public async Task those_who_moved_are_whole_and_take_part_again_from_where_they_are()
    {
        var first = await _patients.Start("t1");
        await OwnPatients.WrittenDown(first);
        for (var twin = 0; twin < People; twin++) (await _bed.Twin($"p{twin}").Profile())!.WeightKg.ShouldBe(55 + twin);

        var second = await _patients.Start("t2");
        await OwnPatients.WrittenDown(second);

        (await second.Paper(TrialPaper.Csv))!.ShouldBe((await first.Paper(TrialPaper.Csv))!);
    }

    [Fact]
    public async Task nobody_is_lost_or_counted_twice_when_a_silo_dies_with_its_patients_and_its_shard()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _goesOn = release.Task;
        var trial = await _patients.Start("t1");
        await _allBegun.Task;

        await _bed.Kill(_silos[^1]);
        release.SetResult();
        var (ended, shards) = await OwnPatients.WrittenDown(trial);

        (ended.State, ended.PatientsDone).ShouldBe((TrialState.Done, People));
        shards.Sum(shard => shard.Notes.Count(note => note.TookPart)).ShouldBe(People);
        (await trial.Paper(TrialPaper.Csv))!.ShouldBe(await OnOneSilo());
    }

    private static async Task<byte[]> OnOneSilo()
    {
        var bed = new TwinBed { Trials = new() { Lanes = 1, Beat = TimeSpan.FromMilliseconds(50) } };
        await bed.InitializeAsync();
        try
        {
            var patients = new OwnPatients(bed);
            await patients.Register(People);
            await patients.AllConsent(People);
            var trial = await patients.Start("t1");
            await OwnPatients.WrittenDown(trial);
            return (await trial.Paper(TrialPaper.Csv))!;
        }
        finally
        {
            await bed.DisposeAsync();
        }
    }

    private IPatientTwin Twin(int number) => _bed.Twin($"p{number}");

    /// <summary>Sees who is asked where, and holds each shard until every silo has begun one.</summary>
    private async Task Watch(IIncomingGrainCallContext call)
    {
        if (call.MethodName == nameof(ITrial.Members) && call.TargetContext.GrainId.Type.ToString() == "trial")
        {
            _begun[(int)call.Request.GetArgument(0)!] = true;
            if (_begun.Count == Silos) _allBegun.TrySetResult();
            await _goesOn;
        }
        await call.Invoke();
        if (call.MethodName == nameof(ITrialPatient.TakePart))
            _asked.Add((TwinId.Parse(call.TargetContext.GrainId.Key.ToString()!), call.TargetContext.Address.SiloAddress!, (TrialVisit)call.Request.GetArgument(0)!, (TakenPart)call.Result!));
    }
}
