using TwinGrid.Forecasts;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>An organ that keeps what was entered of treatments and is worked out anew when somebody asks: it takes no signals and forecasts none.</summary>
public abstract class TreatmentOrgan<TState>(string name, OrganServices shared)
    : OrganGrain<TState>(name, shared), ITreatmentOrgan
    where TState : TreatmentState, new()
{
    /// <summary>The oldest are forgotten beyond these: what is asked needs the course under way.</summary>
    private const int Most = 2000;

    public Task<IReadOnlyList<TreatmentEntry>> Entries() => Task.FromResult(Kept);

    /// <summary>By time; what was retracted is left out.</summary>
    protected IReadOnlyList<TreatmentEntry> Kept => [.. State.Entries.Where(entry => !entry.IsRetracted)];

    protected override void Enter(TreatmentEntry entry)
    {
        var entries = State.Entries;
        entries.RemoveAll(known => known.EntryId == entry.EntryId);
        var place = entries.FindLastIndex(known => known.At <= entry.At) + 1;
        entries.Insert(place, entry);
        if (entries.Count > Most) entries.RemoveAt(0);
    }

    protected override void Wake()
    {
    }

    protected override void LieDown()
    {
    }

    protected override void StartAnew()
    {
    }

    protected override void Store()
    {
    }

    protected override void Consume(IReadOnlyList<WaitingSample> samples)
    {
    }

    protected override TimeSpan BucketOf(Signal signal) => TimeSpan.Zero;

    protected override Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events) =>
        Forecasts.Forecast.Decline(signal, asOf, "none", null, "No organ model forecasts this signal.");
}

/// <summary>What such an organ keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.TreatmentState")]
public abstract class TreatmentState : OrganState
{
    /// <summary>By time.</summary>
    [Id(0)] public List<TreatmentEntry> Entries { get; set; } = [];
}
