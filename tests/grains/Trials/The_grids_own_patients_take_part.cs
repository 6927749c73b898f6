using System.Text.Json;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

public sealed class The_grids_own_patients_take_part : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly OwnPatients _patients;

    public The_grids_own_patients_take_part() => _patients = new(_bed);

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task those_who_consent_at_that_moment_and_each_decision_is_noted_before_there_are_results()
    {
        await _patients.Register(14);
        await _patients.AllConsent(13);
        await _patients.Consents(12, permits: false); // withdrawn before the trial

        var trial = await _patients.Start("t1");
        var noted = await OwnPatients.Noted(trial);

        (await trial.Standing())!.State.ShouldBe(TrialState.Running);
        (await trial.Paper(TrialPaper.Results)).ShouldBeNull();
        noted.Released.ShouldBe(12);
        noted.Notes.Count(note => note.TookPart).ShouldBe(12);
        await trial.WrittenDown(noted.Shard);
        var ended = (await trial.Standing())!;
        (ended.State, ended.PatientsDone).ShouldBe((TrialState.Done, 12));
        using var results = JsonDocument.Parse((await trial.Paper(TrialPaper.Results))!);
    }

    [Fact]
    public async Task sums_of_fewer_than_ten_leave_nobody()
    {
        await _patients.Register(9);
        await _patients.AllConsent(9);

        var trial = await _patients.Start("t1");
        var noted = await OwnPatients.Noted(trial);
        await trial.WrittenDown(noted.Shard);

        noted.Released.ShouldBe(0);
        (await trial.Standing())!.PatientsDone.ShouldBe(0);
    }

    [Fact]
    public async Task a_trial_that_nobodys_consent_speaks_of_says_so()
    {
        await _patients.Register(3);

        var standing = (await (await _patients.Start("t1")).Standing())!;

        (standing.State, standing.Failure).ShouldBe((TrialState.Failed, "No patient's consent speaks of study-1 or of research at large: there is nobody to ask."));
    }

    [Fact]
    public async Task who_withdrew_takes_no_part_in_the_next_and_the_others_results_are_the_same_each_time()
    {
        await _patients.Register(12);
        await _patients.AllConsent(12);
        var papers = new List<byte[]>();
        foreach (var id in (string[])["t1", "t2", "t3"])
        {
            if (id == "t3") await _patients.Consents(5, permits: false);
            var trial = await _patients.Start(id);
            await trial.WrittenDown((await OwnPatients.Noted(trial)).Shard);
            papers.Add((await trial.Paper(TrialPaper.Csv))!);
        }

        papers[1].ShouldBe(papers[0]);
        papers[2].ShouldNotBe(papers[0]);
    }

    [Fact]
    public async Task only_those_whom_the_query_and_what_is_known_fit()
    {
        await _patients.Register(24);
        await _patients.AllConsent(24);

        var trial = await _patients.Start("t1", "sex: male"); // every second
        var noted = await OwnPatients.Noted(trial);

        noted.Notes.Count.ShouldBe(24);
        noted.Released.ShouldBe(12);
        var check = await _bed.Grains.GetGrain<ITrialReviewer>(0).Check(OwnPatients.Protocol("colour: blue"));
        (check.Faults.Single().Field, check.Faults.Single().Line).ShouldBe(("population.cohort.colour", 6));
    }
}
