using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Patients;

/// <summary>What a twin keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.TwinState")]
public sealed class TwinState : IPacks
{
    /// <summary>As versions up to November 2026 stored them; read, and written empty.</summary>
    [Id(8)] private List<Forecast> _forecasts = [];

    /// <summary>As they are stored; null when they have changed since, or are none.</summary>
    [Id(20)] private byte[]? _packedForecasts;

    /// <summary>The same at hand; null until they are needed. A twin that is at work needs them with every delivery.</summary>
    [NonSerialized] private List<Forecast>? _forecastsAtHand;

    [Id(0)] public PatientProfile? Profile { get; set; }

    /// <summary>Offset of the newest record applied; -1 before the first.</summary>
    [Id(1)] public long AppliedTo { get; set; } = -1;

    [Id(2)] public LatestSigns Latest { get; set; } = new();

    [Id(3)] public DeviceMarks Devices { get; set; } = new();

    [Id(4)] public AlertBook Alerts { get; set; } = new();

    /// <summary>Organs that have woken at least once, with the newest offset delivered to them since their last flush (-1: none).</summary>
    [Id(5)] public SortedDictionary<string, long> Organs { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Changed alerts the desk has not confirmed yet.</summary>
    [Id(6)] public List<Alert> Outbox { get; set; } = [];

    /// <summary>When the scheduler is to call; null when no appointment stands.</summary>
    [Id(7)] public DateTimeOffset? Appointment { get; set; }

    /// <summary>The last look ahead, thinned for the glance: by signal.</summary>
    public List<Forecast> Forecasts
    {
        get => _forecastsAtHand ??= _packedForecasts is { } packed ? PackedForecasts.Read(packed) : _forecasts;
        set => (_forecastsAtHand, _packedForecasts) = (value, null);
    }

    /// <summary>The nights on which the organs learned.</summary>
    [Id(9)] public NightBook Nights { get; set; } = new();

    /// <summary>When the packet arrived that last gave occasion to look ahead on breathing.</summary>
    [Id(10)] public DateTimeOffset? BreathAheadAt { get; set; }

    /// <summary>Place of the profile in the log; -1 when an earlier version kept it beside the log.</summary>
    [Id(11)] public long ProfiledAt { get; set; } = -1;

    /// <summary>What the last look ahead for the rules showed, by signal.</summary>
    [Id(12)] public List<Outlook> Ahead { get; set; } = [];

    /// <summary>When the first record was known that stands behind this state; null before it.</summary>
    [Id(13)] public DateTimeOffset? KnownFrom { get; set; }

    /// <summary>The latest time at which a record that stands behind this state was known.</summary>
    [Id(14)] public DateTimeOffset? KnownTo { get; set; }

    /// <summary>The newest reader of the partition that delivered; 0 before versions that number them.</summary>
    [Id(16)] public long Reader { get; set; }

    /// <summary>True when organs had not been given everything since the checkpoint up to <see cref="AppliedTo"/> when this was saved.</summary>
    [Id(21)] public bool OrgansLack { get; set; }

    /// <summary>An earlier version kept the beginnings of this twin beside the log.</summary>
    [Id(15)] public bool HasEarlier { get; set; }

    public void Pack()
    {
        if (_packedForecasts is null && Forecasts.Count > 0) _packedForecasts = PackedForecasts.Of(Forecasts);
        if (_forecasts.Count > 0) _forecasts = [];
        Devices.Pack();
        Alerts.Pack();
    }
}
