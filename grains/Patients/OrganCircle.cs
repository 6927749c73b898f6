using TwinGrid.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>The organs of one twin: wakes those concerned, keeps count of what each was given, asks them.</summary>
internal sealed class OrganCircle(IGrainFactory grains, string twinKey, Func<TwinState> state)
{
    private SortedDictionary<string, long> Given => state().Organs;

    /// <summary>
    /// A delivery from the checkpoint on begins: what lies before it is flushed. What an earlier activation gave, and perhaps saved as given, is given again and
    /// no organ need have it yet.
    /// </summary>
    public void BeginAnew()
    {
        foreach (var organ in Given.Keys.ToList()) Given[organ] = -1;
    }

    /// <summary>Hands records to the organs they concern. False when an organ lost what it was given before.</summary>
    /// <param name="isWhole">True when the records hold everything since the checkpoint.</param>
    public async Task<bool> Observe(IReadOnlyList<LoggedRecord> records, bool isWhole)
    {
        foreach (var organ in OrganCatalogue.All)
        {
            List<LoggedRecord> concerning = [.. records.Where(logged => Concerns(logged.Record, organ))];
            if (!Given.ContainsKey(organ.Name)) concerning = [.. concerning.SkipWhile(logged => logged.Record is not VitalsPacket)]; // born by a packet
            if (concerning.Count == 0) continue;
            if (!Given.ContainsKey(organ.Name)) await Born(organ.Name);
            var since = isWhole ? -1 : Given[organ.Name];
            if (!await Grain(organ.Name).Observe(new RecordDelivery(since, [.. concerning.Select(logged => Concerning(logged, organ))]))) return false;
            Given[organ.Name] = Math.Max(Given[organ.Name], concerning[^1].Position.Offset);
        }
        return true;
    }

    /// <summary>Has the organs save themselves. False when one lost what it was given.</summary>
    public async Task<bool> Flush()
    {
        foreach (var (organ, given) in Given.ToList())
        {
            if (given < 0) continue;
            if (!await Grain(organ).Flush(given)) return false;
            Given[organ] = -1;
        }
        return true;
    }

    public async Task<IReadOnlyList<OrganGlance>> Glance() => await Task.WhenAll(Given.Keys.ToList().Select(organ => Grain(organ).Glance()));

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
            .SelectMany(organ => organ.Forecasts.Select(ahead => Grain(organ.Name).Forecast(ahead.Key, ahead.Value, asOf)))),
    ];

    public Task<string[]> StateHashes() => Task.WhenAll(Given.Keys.ToList().Select(organ => Grain(organ).StateHash()));

    private async Task Born(string organ)
    {
        if (state().Profile is { } profile) await Grain(organ).Adopt(profile, state().ProfiledAt);
        Given[organ] = -1;
    }

    private static bool Concerns(ITwinRecord record, OrganDefinition organ) => record switch
    {
        VitalsPacket packet => packet.Samples.Any(sign => organ.Concerns.Contains(sign.Signal)),
        ProfileRecord or NightRecord => true,
        _ => false,
    };

    /// <summary>Of a packet, what concerns the organ.</summary>
    private static LoggedRecord Concerning(LoggedRecord logged, OrganDefinition organ) =>
        logged.Record is not VitalsPacket packet || packet.Samples.All(sign => organ.Concerns.Contains(sign.Signal))
            ? logged
            : logged with { Record = packet with { Samples = [.. packet.Samples.Where(sign => organ.Concerns.Contains(sign.Signal))] } };

    private IOrgan Grain(string organ) => grains.GetGrain<IOrgan>(GrainId.Create(organ, twinKey));
}
