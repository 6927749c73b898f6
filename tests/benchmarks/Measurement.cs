using System.Text.Json;

namespace TwinGrid.Benchmarks;

/// <summary>One measured claim, printed as one line of JSON.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Beside">The bare limit, measured in the same run, in the same unit; null where there is none.</param>
/// <param name="Conditions">Payload, percentiles, what ran where.</param>
public sealed record Measurement(string Name, double Value, string Unit, double? Beside, IReadOnlyDictionary<string, object> Conditions)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

    public override string ToString() => JsonSerializer.Serialize(this, Form);
}
