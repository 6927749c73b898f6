using TwinGrid.Forecasts;
using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Grains.Reach;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>The organs of one twin: wakes those concerned, keeps count of what each was given, asks them.</summary>
internal sealed class OrganCircle(IGrainFactory grains, LostSilos lost, string twinKey, Func<TwinState> state)
{
    private readonly List<(string Name, IOrgan Grain)> _known = [];

    /// <summary>How the organs looked, those that keep treatments left out; null when they may have changed since.</summary>
    private IReadOnlyList<OrganGlance>? _looked;

    private SortedDictionary<string, long> Given => state().Organs;

    /// <summary>
    /// A delivery from the checkpoint on begins: what lies before it is flushed. What an earlier activation gave, and perhaps saved as given, is given again and
    /// no organ need have it yet.
    /// </summary>
    public void BeginAnew()
    {
        _looked = null;
        foreach (var organ in Given.Keys.ToList()) Given[organ] = -1;
    }

    /// <summary>Has organs that are ahead of the twin go back: it lost what it had, and is to look ahead once more as it did.</summary>
    public async Task Recall()
    {
        foreach (var organ in Names) await Recall(organ);
    }

    private Task<bool> Recall(string organ)
    {
        _looked = null;
        return lost.Answer(Grain(organ).Observe(new RecordDelivery(-1, [], TwinAt: state().AppliedTo)));
    }

    /// <summary>Whether something of the organ was ever delivered.</summary>
    public bool IsBorn(OrganDefinition organ) => Given.ContainsKey(organ.Name);

    /// <summary>Begins an organ.</summary>
    public async Task Bear(OrganDefinition organ)
    {
        await Recall(organ.Name); // an earlier activation may have given birth to it already
        if (state().Profile is { } profile) await lost.Answer(Grain(organ.Name).Adopt(profile, state().ProfiledAt));
        Given[organ.Name] = -1;
    }

    /// <summary>Hands an organ that was born records that concern it. False when it lost what it was given before; if not, it <see cref="Took"/> them.</summary>
    /// <param name="isWhole">True when the records hold everything since the checkpoint.</param>
    public Task<bool> Hand(OrganDefinition organ, IReadOnlyList<LoggedRecord> concerning, bool isWhole)
    {
        _looked = null;
        return lost.Answer(Grain(organ.Name).Observe(
            new RecordDelivery(isWhole ? -1 : Given[organ.Name], concerning, TwinAt: Math.Max(state().AppliedTo, concerning[^1].Position.Offset))));
    }

    /// <summary>Whether the organs that forecast some signals have what they were given: one that lost it, and is given nothing now, does not say so of itself.</summary>
    public async Task<bool> Remember(IReadOnlyList<Signal> signals)
    {
        _looked = null;
        foreach (var organ in signals.Select(signal => OrganCatalogue.ForecasterOf(signal)!.Name).Distinct(StringComparer.Ordinal))
            if (!await lost.Answer(Grain(organ).Observe(new RecordDelivery(Given[organ], [], TwinAt: state().AppliedTo)))) return false;
        return true;
    }

    /// <summary>An organ has taken records.</summary>
    public void Took(OrganDefinition organ, IReadOnlyList<LoggedRecord> concerning) => Given[organ.Name] = Math.Max(Given[organ.Name], concerning[^1].Position.Offset);

    /// <summary>Has the organs save themselves. False when one lost what it was given.</summary>
    public async Task<bool> Flush()
    {
        foreach (var (organ, given) in Given.ToList())
        {
            if (given < 0) continue;
            if (!await lost.Answer(Grain(organ).Flush(given))) return false;
            Given[organ] = -1;
        }
        return true;
    }

    /// <summary>Has the organs move to another silo.</summary>
    public Task MoveTo(SiloAddress silo) => Task.WhenAll(Names.Select(organ => Grain(organ).MoveTo(silo)));

    /// <summary>The organs at a glance, those that keep treatments left out: they change only by what they are given here, so they are asked once after each.</summary>
    public async ValueTask<IReadOnlyList<OrganGlance>> Glance() => _looked ??= await Look(ofTreatments: false);

    /// <summary>Those that keep treatments, at a glance: what they show depends on the time, and has consents of its own.</summary>
    public Task<OrganGlance[]> GlanceOfTreatments() => Look(ofTreatments: true);

    /// <summary>Whether an organ of the twin has seen the signal's like.</summary>
    public bool Follows(Signal signal) => OrganCatalogue.ForecasterOf(signal) is { } organ && Given.ContainsKey(organ.Name);

    public Task<Forecast> Forecast(Signal signal, TimeSpan horizon, DateTimeOffset asOf) => OrganCatalogue.ForecasterOf(signal) switch
    {
        null => Task.FromResult(Forecasts.Forecast.Decline(signal, asOf, "none", null, "No organ model forecasts this signal.")),
        var organ when !Given.ContainsKey(organ.Name) => Task.FromResult(Forecasts.Forecast.Decline(signal, asOf, organ.Name, null, "Nothing of this signal has been observed yet.")),
        var organ => Grain(organ.Name).Forecast(signal, horizon, asOf),
    };

    public async Task<WhatIf> Imagine(Scenario scenario, DateTimeOffset asOf)
    {
        if (Follows(scenario.Signal)) return await Grain(OrganCatalogue.ForecasterOf(scenario.Signal)!.Name).Imagine(scenario, asOf);
        var declined = await Forecast(scenario.Signal, scenario.Horizon, asOf);
        return new WhatIf(declined, declined);
    }

    public Task<ModelCourse> Course(Signal signal, DateTimeOffset from, DateTimeOffset to) =>
        Follows(signal) ? Grain(OrganCatalogue.ForecasterOf(signal)!.Name).Course(signal, from, to) : Task.FromResult(ModelCourse.None(signal, from));

    /// <summary>Looks ahead on every signal of every woken organ.</summary>
    public async Task<List<Forecast>> LookAhead(DateTimeOffset asOf) =>
    [
        .. await Task.WhenAll(OrganCatalogue.All
            .Where(organ => Given.ContainsKey(organ.Name))
            .SelectMany(organ => organ.Forecasts.Select(ahead => lost.Answer(Grain(organ.Name).Forecast(ahead.Key, ahead.Value, asOf))))),
    ];

    /// <summary>What liver and tumour keep of treatments, by time.</summary>
    public async Task<IReadOnlyList<TreatmentEntry>> Entries()
    {
        var kept = await Task.WhenAll(OrganCatalogue.All.Where(organ => organ.Keeps.Count > 0 && Given.ContainsKey(organ.Name))
            .Select(organ => grains.GetGrain<ITreatmentOrgan>(GrainId.Create(organ.Name, twinKey)).Entries()));
        return [.. kept.SelectMany(entries => entries).OrderBy(entry => entry.At)];
    }

    /// <summary>The circulation at rest; null where nothing of it was ever measured, or no model of it is of this patient.</summary>
    public Task<RestingCirculation?> Resting() =>
        Given.ContainsKey(OrganCatalogue.Heart) ? grains.GetGrain<ICirculationOrgan>(GrainId.Create(OrganCatalogue.Heart, twinKey)).Resting() : Task.FromResult<RestingCirculation?>(null);

    /// <summary>The organs that have woken, by name.</summary>
    public IReadOnlyList<string> Names => [.. Given.Keys];

    /// <summary>Asks each organ that has woken.</summary>
    public async Task<IReadOnlyDictionary<string, T>> Ask<T>(Func<IOrgan, Task<T>> question)
    {
        var answers = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var organ in Names) answers[organ] = await question(Grain(organ));
        return answers;
    }

    /// <summary>Puts the organs of a view of the past into states at rest.</summary>
    public async Task Restore(IReadOnlyDictionary<string, byte[]> states)
    {
        _looked = null;
        foreach (var (organ, state) in states) await Grain(organ).Restore(state);
    }

    /// <summary>The organs of a view of the past are needed no more.</summary>
    public async Task Forget()
    {
        foreach (var organ in Names) await Grain(organ).Forget();
    }

    private Task<OrganGlance[]> Look(bool ofTreatments) =>
        Task.WhenAll(Given.Keys.Where(organ => OrganCatalogue.Of(organ).Keeps.Count > 0 == ofTreatments).ToList().Select(organ => Grain(organ).Glance()));

    /// <summary>Kept, for a reference is not found for nothing, and it is asked for with every packet.</summary>
    private IOrgan Grain(string organ)
    {
        foreach (var (name, known) in _known)
            if (string.Equals(name, organ, StringComparison.Ordinal)) return known;
        var grain = grains.GetGrain<IOrgan>(GrainId.Create(organ, twinKey));
        _known.Add((organ, grain));
        return grain;
    }
}
