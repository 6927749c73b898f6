using TwinGrid.Access;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

/// <summary>Patients p0, p1, … of a bed, every second a man, each a kilogram heavier than the one before; a study of them, and its trials.</summary>
internal sealed class OwnPatients(TwinBed bed)
{
    public const string Study = "study-1";

    public static Caller Researcher { get; } = new("researcher-1", Role.Researcher, "lab") { Study = Study };

    public static TwinId Id(int twin) => TwinId.Parse($"p{twin}");

    /// <summary>Registers patients through the log, as a gateway does: nothing of them is lost with a silo.</summary>
    public async Task Register(int count)
    {
        for (var twin = 0; twin < count; twin++)
            await bed.Log.Append(new ProfileRecord(Id(twin), bed.Clock.Now, Someone.WithType1 with { Sex = twin % 2 == 0 ? Sex.Female : Sex.Male, WeightKg = 55 + twin }), CancellationToken.None);
        await bed.KeepReading();
        await bed.Drain();
    }

    public Task<FiledConsent> Consents(int twin, bool permits) => bed.Grains.GetGrain<IPatientConsent>($"p{twin}").File(
        true, [new Provision(permits, [Purpose.Research], [new Actor(ActorKind.Study, Study)], DataClass.None, null, null, [])], $"person-{twin}", null);

    public async Task AllConsent(int count)
    {
        for (var twin = 0; twin < count; twin++) await Consents(twin, permits: true);
    }

    public async Task<ITrial> Start(string id, string cohort = "ageFrom: 18")
    {
        var answer = await bed.Grains.GetGrain<ITrialBook>(0).Order(new TrialOrder(id, Protocol(cohort), Study, Researcher, "request-1"));
        answer.Faults.ShouldBeEmpty();
        return bed.Grains.GetGrain<ITrial>(id);
    }

    /// <summary>What was decided of the only shard.</summary>
    public static async Task<NotedShard> Noted(ITrial trial)
    {
        var known = 0L;
        while (true)
        {
            if (await trial.Noted() is [var noted]) return noted;
            known = (await trial.Watch(known, TimeSpan.FromSeconds(5)))!.Version;
        }
    }

    /// <summary>Writes down what was decided of each shard, as a gateway does, until the trial has ended. In the order of the shards.</summary>
    public static async Task<(TrialStanding Standing, IReadOnlyList<NotedShard> Shards)> WrittenDown(ITrial trial)
    {
        var (shards, known) = (new SortedDictionary<int, NotedShard>(), 0L);
        while (true)
        {
            try
            {
                foreach (var noted in await trial.Noted())
                {
                    shards[noted.Shard] = noted;
                    await trial.WrittenDown(noted.Shard);
                }
                var standing = (await trial.Watch(known, TimeSpan.FromMilliseconds(500)))!;
                if (standing.State != TrialState.Running) return (standing, [.. shards.Values]);
                known = standing.Version;
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                known = 0; // its silo is gone: the next call finds another
            }
        }
    }

    public static string Protocol(string cohort) => $$"""
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
