using System.Text.Encodings.Web;
using System.Text.Json;

namespace TwinGrid.Benchmarks;

/// <summary>One measured claim, printed as one line of JSON.</summary>
/// <param name="Case">What was measured, where a benchmark measures more than one thing.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Beside">What to read it beside; null where there is nothing.</param>
/// <param name="Conditions">Payload, percentiles, what ran where.</param>
public sealed record Measurement(string Case, double Value, string Unit, Beside? Beside, IReadOnlyDictionary<string, object> Conditions)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line under the name of the benchmark that measured it.</summary>
    public string ToLine(string name) => JsonSerializer.Serialize(
        new { name, value = Value, unit = Unit, beside = Beside ?? [], conditions = new Dictionary<string, object>(Conditions, StringComparer.Ordinal) { ["case"] = Case } }, Form);
}
