using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Vitals;

namespace TwinGrid.Devices.Replay;

/// <summary>How a recorded CSV file is read: which column is whom, when, and what. Written as a small JSON file.</summary>
/// <example>
/// <code>
/// {
///   "name": "sleep lab",
///   "subject": "patient",                                          // leave out where the file is one person
///   "time": { "column": "t", "form": "seconds", "epoch": "2021-05-03T22:00:00Z" },
///   "empty": ["", "NA"],
///   "signals": [
///     { "column": "pulse", "code": "8867-4", "unit": "/min", "device": "oximeter" },
///     { "column": "spo2",  "code": "59408-5", "unit": "%", "device": "oximeter" }
///   ]
/// }
/// </code>
/// </example>
public sealed record ReplayMapping
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Column that tells people apart; null where the file is one person.</summary>
    public string? Subject { get; init; }

    public required TimeColumn Time { get; init; }

    /// <summary>What stands where nothing was measured.</summary>
    public IReadOnlyList<string> Empty { get; init; } = ["", "NA", "NaN", "null"];

    public required IReadOnlyList<SignalColumn> Signals { get; init; }

    /// <summary>Continuous glucose monitors: <c>id,time,gl</c>, glucose in mg/dL, times in UTC.</summary>
    public static ReplayMapping Cgm { get; } = new()
    {
        Name = "cgm", Subject = "id", Time = new TimeColumn("time"),
        Signals = [SignalColumn.Of("gl", Signal.Glucose, "cgm")],
    };

    /// <summary>One-minute numerics of an intensive-care monitor: <c>minute,HR,ABPSys,…</c>; each probe is a device of its own.</summary>
    public static ReplayMapping Icu { get; } = new()
    {
        Name = "icu", Time = new TimeColumn("minute", TimeForm.Minutes),
        Signals =
        [
            SignalColumn.Of("HR", Signal.HeartRate, "electrocardiogram"),
            SignalColumn.Of("RESP", Signal.RespiratoryRate, "electrocardiogram"),
            SignalColumn.Of("ABPSys", Signal.SystolicPressure, "arterial-line"),
            SignalColumn.Of("ABPDias", Signal.DiastolicPressure, "arterial-line"),
            SignalColumn.Of("ABPMean", Signal.MeanArterialPressure, "arterial-line"),
            SignalColumn.Of("PULSE", Signal.HeartRate, "pulse-oximeter"),
            SignalColumn.Of("SpO2", Signal.OxygenSaturation, "pulse-oximeter"),
            SignalColumn.Of("NBPSys", Signal.SystolicPressure, "cuff"),
            SignalColumn.Of("NBPDias", Signal.DiastolicPressure, "cuff"),
            SignalColumn.Of("NBPMean", Signal.MeanArterialPressure, "cuff"),
        ],
    };

    /// <summary>The built-in mapping whose columns a file has; null when none fits.</summary>
    public static ReplayMapping? For(IReadOnlyCollection<string> header) =>
        new[] { Cgm, Icu }.FirstOrDefault(mapping => mapping.MissingIn(header).Count == 0);

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="InvalidDataException">The file is no mapping; the message says what is wrong.</exception>
    public static ReplayMapping Load(string file)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<ReplayMapping>(File.ReadAllBytes(file), Json) ?? throw new InvalidDataException($"'{file}' holds null instead of a mapping.");
            if (mapping.Signals.Count == 0) throw new InvalidDataException($"'{file}': signals is empty; name at least one column.");
            return mapping;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file}' is no mapping: {error.Message}", error);
        }
    }

    /// <summary>The columns this mapping needs and a file has not.</summary>
    public IReadOnlyList<string> MissingIn(IReadOnlyCollection<string> header) =>
        [.. Signals.Select(signal => signal.Column).Append(Time.Column).Concat(Subject is null ? [] : [Subject]).Where(column => !header.Contains(column, StringComparer.Ordinal))];
}

/// <summary>How the time column is written.</summary>
public enum TimeForm { Instant, Seconds, Minutes, Hours }

/// <summary>The column that says when.</summary>
/// <param name="Form">An instant (ISO 8601 or <c>yyyy-MM-dd HH:mm:ss</c>), or a number counted from <paramref name="Epoch"/>.</param>
/// <param name="Epoch">Where numbers count from; 2020-01-01T00:00:00Z unless given.</param>
/// <param name="UtcOffset">Offset of instants written without one, such as <c>09:00:00</c>; UTC unless given.</param>
public sealed record TimeColumn(string Column, TimeForm Form = TimeForm.Instant, DateTimeOffset? Epoch = null, TimeSpan UtcOffset = default)
{
    /// <summary>A fixed day, so that a replay repeated has the same times.</summary>
    private static readonly DateTimeOffset UsualEpoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a cell; null when it is no time.</summary>
    public DateTimeOffset? Read(string text)
    {
        if (Form == TimeForm.Instant)
        {
            if (!DateTime.TryParse(text, null, System.Globalization.DateTimeStyles.AdjustToUniversal, out var at)) return null;
            return at.Kind == DateTimeKind.Utc ? new DateTimeOffset(at) : new DateTimeOffset(at, UtcOffset).ToUniversalTime();
        }
        if (!double.TryParse(text, out var number) || !double.IsFinite(number) || Math.Abs(number) > 1e11) return null;
        var seconds = number * Form switch { TimeForm.Minutes => 60, TimeForm.Hours => 3600, _ => 1 };
        var epoch = Epoch ?? UsualEpoch;
        return seconds > (DateTimeOffset.MaxValue - epoch).TotalSeconds || seconds < (DateTimeOffset.MinValue - epoch).TotalSeconds ? null : epoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }
}

/// <summary>A column that holds a signal.</summary>
/// <param name="Code">LOINC or TwinGrid's own code.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Device">Which device of the person measured it.</param>
/// <param name="SkipZero">True where 0 means "none", as in columns of doses.</param>
public sealed record SignalColumn(string Column, string Code, string Unit, string Device, bool SkipZero = false)
{
    public static SignalColumn Of(string column, Signal signal, string device) => new(column, SignalCatalogue.Of(signal).Code, SignalCatalogue.Of(signal).Unit, device);
}
