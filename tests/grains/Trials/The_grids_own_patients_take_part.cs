using System.Text.Json;
using TwinGrid.Access;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

public sealed class The_grids_own_patients_take_part : IAsyncLifetime
{
    private const string Study = "study-1";

    private static readonly Caller Researcher = new("researcher-1", Role.Researcher, "lab") { Study = Study };

    private readonly TwinBed _bed = new();

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task those_who_consent_at_that_moment_and_each_decision_is_noted_before_there_are_results()
    {
        await Registered(14);
        foreach (var twin in Enumerable.Range(0, 13)) await Consents(twin, permits: true);
        await Consents(12, permits: false); // withdrawn before the trial

        var trial = await Start("t1");
        var noted = await Noted(trial);

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
        await Registered(9);
        foreach (var twin in Enumerable.Range(0, 9)) await Consents(twin, permits: true);

        var trial = await Start("t1");
        var noted = await Noted(trial);
        await trial.WrittenDown(noted.Shard);

        noted.Released.ShouldBe(0);
        (await trial.Standing())!.PatientsDone.ShouldBe(0);
    }

    [Fact]
    public async Task who_withdrew_takes_no_part_in_the_next_and_the_others_results_are_the_same_each_time()
    {
        await Registered(12);
        foreach (var twin in Enumerable.Range(0, 12)) await Consents(twin, permits: true);
        var papers = new List<byte[]>();
        foreach (var id in (string[])["t1", "t2", "t3"])
        {
            if (id == "t3") await Consents(5, permits: false);
            var trial = await Start(id);
            await trial.WrittenDown((await Noted(trial)).Shard);
            papers.Add((await trial.Paper(TrialPaper.Csv))!);
        }

        papers[1].ShouldBe(papers[0]);
        papers[2].ShouldNotBe(papers[0]);
    }

    [Fact]
    public async Task only_those_whom_the_query_and_what_is_known_fit()
    {
        await Registered(24);
        foreach (var twin in Enumerable.Range(0, 24)) await Consents(twin, permits: true);

        var trial = await Start("t1", "sex: male"); // every second
        var noted = await Noted(trial);

        noted.Notes.Count.ShouldBe(24);
        noted.Released.ShouldBe(12);
        var check = await _bed.Grains.GetGrain<ITrialReviewer>(0).Check(Protocol("colour: blue"));
        check.Faults.Single().Field.ShouldBe("population.cohort.colour");
    }

    private async Task<ITrial> Start(string id, string cohort = "ageFrom: 18")
    {
        var answer = await _bed.Grains.GetGrain<ITrialBook>(0).Order(new TrialOrder(id, Protocol(cohort), Study, Researcher, "request-1"));
        answer.Faults.ShouldBeEmpty();
        return _bed.Grains.GetGrain<ITrial>(id);
    }

    /// <summary>What was decided of the only shard.</summary>
    private static async Task<NotedShard> Noted(ITrial trial)
    {
        var known = 0L;
        while (true)
        {
            if (await trial.Noted() is [var noted]) return noted;
            known = (await trial.Watch(known, TimeSpan.FromSeconds(5)))!.Version;
        }
    }

    private async Task Registered(int count)
    {
        for (var twin = 0; twin < count; twin++) await _bed.Twin($"p{twin}").IsRegistered(Someone.WithType1 with { Sex = twin % 2 == 0 ? Sex.Female : Sex.Male, WeightKg = 55 + twin }, at: twin);
    }

    private Task<FiledConsent> Consents(int twin, bool permits) => _bed.Grains.GetGrain<IPatientConsent>($"p{twin}").File(
        true, [new Provision(permits, [Purpose.Research], [new Actor(ActorKind.Study, Study)], DataClass.None, null, null, [])], $"person-{twin}", null);

    private static string Protocol(string cohort) => $$"""
        id: own
        title: Of the grid's own
        seed: 7
        population:
          source: grid
          cohort: { {{cohort}} }
          size: 1000
          variables:
            weight: { distribution: normal, mean: 70, sd: 10 }
        model: { kind: continuous, mean: weight, sd: 1 }
        arms:
          - name: control
          - name: treated
            effect: 2
        allocation: { method: simple }
        visits:
          - { name: end, day: 84 }
        endpoints:
          - { name: Value at the end, kind: change, of: value, visit: end }
        """;
}
