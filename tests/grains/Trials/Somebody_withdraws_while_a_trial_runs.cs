using TwinGrid.Grains.Tests.Bed;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

/// <summary>Two shards of twelve; the second begins when a test says so.</summary>
public sealed class Somebody_withdraws_while_a_trial_runs : IAsyncLifetime
{
    private const int People = 24;

    private readonly TwinBed _bed = new() { Trials = new() { Lanes = 1, Beat = TimeSpan.FromMilliseconds(50), TwinsAShard = People / 2 } };
    private readonly OwnPatients _patients;
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Somebody_withdraws_while_a_trial_runs() => _patients = new(_bed);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        _bed.Witness = async call =>
        {
            if (call.MethodName == nameof(ITrial.Members) && call.Request.GetArgument(0) is 1) await _second.Task;
            await call.Invoke();
        };
        await _patients.Register(People);
        await _patients.AllConsent(People);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task the_next_shard_has_nothing_of_hers_and_the_one_before_stays()
    {
        var trial = await _patients.Start("t1");
        var first = await OwnPatients.Noted(trial);
        first.Notes.Count(note => note.TookPart).ShouldBe(12);
        var next = Enumerable.Range(0, People).First(twin => first.Notes.All(note => note.Twin != OwnPatients.Id(twin)));

        await _patients.Consents(next, permits: false);
        _second.SetResult();
        var (ended, shards) = await OwnPatients.WrittenDown(trial);

        ended.PatientsDone.ShouldBe(23);
        shards.Select(shard => shard.Released).ShouldBe([12, 11]);
        var hers = shards[1].Notes.Single(note => note.Twin == OwnPatients.Id(next));
        (hers.TookPart, hers.Decision.Permitted).ShouldBe((false, false));
        (await trial.Paper(TrialPaper.Csv))!.ShouldBe(await WithoutHer(next), "the trial is that of the others alone");
    }

    /// <summary>The same patients, of whom she never consented.</summary>
    private static async Task<byte[]> WithoutHer(int her)
    {
        var bed = new TwinBed();
        await bed.InitializeAsync();
        try
        {
            var patients = new OwnPatients(bed);
            await patients.Register(People);
            foreach (var twin in Enumerable.Range(0, People).Where(twin => twin != her)) await patients.Consents(twin, permits: true);
            var trial = await patients.Start("t1");
            await OwnPatients.WrittenDown(trial);
            return (await trial.Paper(TrialPaper.Csv))!;
        }
        finally
        {
            await bed.DisposeAsync();
        }
    }
}
