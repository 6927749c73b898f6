using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>What the pages see of the grid, and all they may do to it.</summary>
public interface IWardView
{
    /// <summary>The worklist as it stands. Cheap: it is kept at hand.</summary>
    WardList List { get; }

    /// <summary>Yields at once, and then when the worklist changed, or when one twin did; changes that come while the caller is busy are merged into one.</summary>
    /// <param name="of">Only changes of this twin; null for all.</param>
    IAsyncEnumerable<WardNews> Changes(TwinId? of, CancellationToken cancel);

    /// <summary>One twin; null when no such patient is registered.</summary>
    Task<TwinGlance?> Glance(TwinId twin);

    /// <summary>The believed course of a signal in at most <paramref name="points"/> buckets, oldest first.</summary>
    Task<IReadOnlyList<HistoryBucket>> Course(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points);

    /// <summary>What the organ's model believed of a signal; empty where none follows it.</summary>
    Task<ModelCourse> ModelCourse(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to);

    /// <summary>Single samples of a signal (meals, doses, finger sticks), oldest first.</summary>
    Task<IReadOnlyList<HistoryPoint>> Samples(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit);

    /// <summary>Looks ahead; declines with a reason where it cannot honestly say.</summary>
    Task<Forecast> Forecast(TwinId twin, Signal signal, TimeSpan horizon);

    /// <summary>The course as it would be, beside the course with a scenario.</summary>
    Task<WhatIf> Imagine(TwinId twin, Scenario scenario);

    /// <summary>What is known of a patient's treatments; null when no such patient is registered, or it is not for this visitor to see.</summary>
    Task<TreatmentFile?> Treatments(TwinId twin);

    /// <summary>What a regimen would do.</summary>
    Task<TreatmentAnswer> Evaluate(TwinId twin, TreatmentQuestion question);

    /// <summary>Which dose and interval would be best.</summary>
    Task<DoseAnswer> Optimise(TwinId twin, DoseQuestion question);

    /// <summary>Acknowledges, snoozes, escalates, resolves. Durable when it returns.</summary>
    Task<AlertOutcome> Handle(TwinId twin, AlertCommand command);
}

/// <summary>What changed.</summary>
public enum WardNews : byte { Something = 0 }
