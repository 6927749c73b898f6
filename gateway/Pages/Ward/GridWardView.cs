using System.Runtime.CompilerServices;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>The ward as the grid knows it.</summary>
internal sealed class GridWardView(IGrainFactory grains, WardBook book, EventHub hub) : IWardView
{
    public WardList List => book.List;

    public async IAsyncEnumerable<WardNews> Changes(TwinId? of, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var listening = hub.Listen(); // the desks are followed as long as a page is open
        await foreach (var news in book.Changes(of, cancel)) yield return news;
    }

    public Task<TwinGlance?> Glance(TwinId twin) => Twin(twin).Glance();

    public Task<IReadOnlyList<HistoryBucket>> Course(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points) =>
        grains.GetGrain<ITwinHistory>(twin.Value).ReadBuckets(signal, from, to, points);

    public Task<ModelCourse> ModelCourse(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to) => Twin(twin).Course(signal, from, to);

    public Task<IReadOnlyList<HistoryPoint>> Samples(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit) =>
        grains.GetGrain<ITwinHistory>(twin.Value).Read(signal, from, to, limit);

    public Task<Forecast> Forecast(TwinId twin, Signal signal, TimeSpan horizon) => Twin(twin).Forecast(signal, horizon);

    public Task<WhatIf> Imagine(TwinId twin, Scenario scenario) => Twin(twin).Imagine(scenario);

    public async Task<TreatmentFile?> Treatments(TwinId twin) => await Twin(twin).Profile() is null ? null : await Twin(twin).Treatments();

    public Task<TreatmentAnswer> Evaluate(TwinId twin, TreatmentQuestion question) => Twin(twin).Evaluate(question);

    public Task<DoseAnswer> Optimise(TwinId twin, DoseQuestion question) => Twin(twin).Optimise(question);

    public Task<AlertOutcome> Handle(TwinId twin, AlertCommand command) => Twin(twin).Handle(command);

    private IPatientTwin Twin(TwinId twin) => grains.GetGrain<IPatientTwin>(twin.Value);
}
