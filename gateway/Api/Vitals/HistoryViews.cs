using System.Text.Json.Serialization;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>A signal's history: samples, or buckets when points were asked for.</summary>
/// <param name="From">Start of the window, included.</param>
/// <param name="To">End of the window, excluded.</param>
/// <param name="Total">Samples of this signal that are known in all, in the window or not; flagged ones included, entered-in-error ones not.</param>
/// <param name="Flagged">How many of them are flagged.</param>
/// <param name="Samples">What was observed, oldest first.</param>
/// <param name="Buckets">Equal stretches of the window; believed samples only, empty stretches left out.</param>
/// <param name="Next">Where to go on when the window holds more than the limit: pass it back as <c>next</c>. Absent at the end.</param>
public sealed record HistoryView(
    string TwinId, string Code, string Signal, string Unit, DateTimeOffset From, DateTimeOffset To, long Total, long Flagged,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SampleView>? Samples = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BucketView>? Buckets = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);

/// <param name="Value">In the signal's unit; a letter for coded signals.</param>
/// <param name="Flags">probe-disconnected, impossible, future-dated; absent when the sample is believed.</param>
public sealed record SampleView(
    DateTimeOffset ObservedAt, object Value, string DeviceId, SampleStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Flags = null);

/// <param name="At">Middle of the stretch.</param>
public sealed record BucketView(DateTimeOffset At, double Mean, double Low, double High, int Count);
