using System.Text.Json.Serialization;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Api.Alerts;
using TwinGrid.Gateway.Api.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>The twin at a glance.</summary>
/// <param name="AsOf">When this was asked, or the past instant that was asked for; ages count from here.</param>
/// <param name="Latest">The newest believed value of each signal.</param>
/// <param name="Forecasts">Thinned forecasts; ask the forecast route for the whole grid.</param>
/// <param name="AppliedTo">Place in the vitals log up to which the twin has applied packets.</param>
public sealed record TwinView(
    string Id, ProfileBody Profile, DateTimeOffset AsOf, IReadOnlyList<LatestView> Latest, News2View? News2, IReadOnlyList<OrganView> Organs,
    IReadOnlyList<ForecastView> Forecasts, IReadOnlyList<AlertView> OpenAlerts, IReadOnlyList<DeviceView> Devices, PositionView AppliedTo)
{
    /// <summary>Drugs that the record says are taken, those that act on a model first.</summary>
    public IReadOnlyList<DrugAtWork> Drugs { get; init; } = [];

    /// <summary>SHA-256 over the twin's state, where it was asked for: equal for twins of equal records.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StateHash { get; init; }

    internal static TwinView Of(TwinGlance glance, DateTimeOffset now) => new(
        glance.Id.Value, ProfileBody.Of(glance.Profile), now, [.. glance.Latest.Select(sign => LatestView.Of(sign, now))], News2View.Of(glance.News2),
        [.. glance.Organs.Select(OrganView.Of)], [.. glance.Forecasts.Select(ForecastView.Of)], [.. glance.OpenAlerts.Select(AlertView.Of)],
        [.. glance.Devices.Select(DeviceView.Of)], new PositionView(glance.AppliedTo.Partition, glance.AppliedTo.Offset))
    {
        Drugs = glance.Drugs ?? [],
    };
}

/// <summary>The newest believed value of a signal.</summary>
/// <param name="Value">In <paramref name="Unit"/>; a letter for coded signals.</param>
/// <param name="AgeSeconds">How old the observation is.</param>
/// <param name="ChangePerMinute">Slope over the recent samples; null with fewer than two.</param>
/// <param name="Change">Difference to the sample before; null with fewer than two.</param>
public sealed record LatestView(
    string Signal, string Code, string Name, object Value, string Unit, DateTimeOffset ObservedAt, double AgeSeconds, string DeviceId, Trend Trend,
    double? ChangePerMinute, double? Change)
{
    internal static LatestView Of(LatestSign sign, DateTimeOffset now)
    {
        var signal = SignalCatalogue.Of(sign.Signal);
        object value = signal.IsCoded ? CodedValues.Letter(sign.Signal, sign.Value) : sign.Value;
        return new(
            signal.Slug, signal.Code, signal.Name, value, signal.Unit, sign.ObservedAt, AgeOf(sign, now), sign.DeviceId,
            sign.Trend, sign.ChangePerMinute, sign.Change);
    }

    /// <summary>How old a value is, in seconds.</summary>
    internal static double AgeOf(in LatestSign sign, DateTimeOffset now) => Math.Round((now - sign.ObservedAt).TotalSeconds, 3);
}

/// <summary>NEWS2 as it stands.</summary>
/// <param name="Missing">Parameters that are missing and score 0.</param>
/// <param name="Response">What the Royal College of Physicians recommends.</param>
public sealed record News2View(int Score, bool AnySingleThree, IReadOnlyList<string> Missing, string Response)
{
    internal static News2View? Of(News2Glance? news2) =>
        news2 is null ? null : new(news2.Score, news2.AnySingleThree, [.. news2.Missing.Select(signal => SignalCatalogue.Of(signal).Slug)], news2.Response);
}

/// <summary>One organ model.</summary>
/// <param name="CalibratedAt">Observation time its calibration stands on; null before the first.</param>
/// <param name="Trouble">What made the model start anew the last time; null when nothing did.</param>
/// <param name="LearnedNight">The night on which it last learned from the history; null before the first.</param>
/// <param name="Findings">What it saw of late that nobody told, oldest first.</param>
public sealed record OrganView(
    string Organ, string ModelVersion, IReadOnlyList<EstimateView> Estimates, DateTimeOffset? CalibratedAt, string? Trouble, DateTimeOffset? LearnedNight,
    IReadOnlyList<FindingView> Findings)
{
    internal static OrganView Of(OrganGlance organ) => new(
        organ.Organ, organ.ModelVersion, [.. organ.Estimates.Select(EstimateView.Of)], organ.CalibratedAt, organ.Trouble, organ.LearnedNight,
        [.. (organ.Findings ?? []).Select(FindingView.Of)]);
}

/// <summary>Something an organ saw that nobody told it: an untold meal.</summary>
/// <param name="At">When it probably happened.</param>
/// <param name="Amount">About how much, in <paramref name="Unit"/>.</param>
/// <param name="SeenAt">When the measurements first made it likelier than not.</param>
public sealed record FindingView(string What, DateTimeOffset At, double Amount, string Unit, DateTimeOffset SeenAt)
{
    internal static FindingView Of(OrganFinding finding) => new(finding.What, finding.At, Math.Round(finding.Amount), finding.Unit, finding.SeenAt);
}

/// <summary>A quantity an organ believes, with one standard deviation.</summary>
/// <param name="IsIdentified">False: the measurements could not move it, it stands at the population's value.</param>
public sealed record EstimateView(string Name, double? Value, double? StandardDeviation, string Unit, bool IsIdentified)
{
    internal static EstimateView Of(OrganEstimate estimate) =>
        new(estimate.Name, Finite(estimate.Value), Finite(estimate.StandardDeviation), estimate.Unit, estimate.IsIdentified);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>How far a device was heard.</summary>
/// <param name="CadenceSeconds">Usual time between its observations; null until it is known.</param>
public sealed record DeviceView(string DeviceId, long HighestSequence, DateTimeOffset LastObservedAt, double? CadenceSeconds)
{
    internal static DeviceView Of(DeviceMark device) => new(device.DeviceId, device.HighestSequence, device.LastObservedAt, device.Cadence?.TotalSeconds);
}

/// <summary>A place in the vitals log; offset -1 is before the first.</summary>
public sealed record PositionView(int Partition, long Offset);
