using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary><c>GET /v1/signals</c>: every signal the grid understands.</summary>
internal static class SignalsRoute
{
    public static SignalsView Get() => new([.. SignalCatalogue.All.Select(signal => new SignalView(
        signal.Code, signal.Aliases, signal.Slug, signal.Name, signal.Unit, signal.PossibleLow, signal.PossibleHigh, signal.IsCoded, signal.IsDose, signal.IsLocalCode))]);
}

/// <summary>Every signal the grid understands.</summary>
public sealed record SignalsView(IReadOnlyList<SignalView> Signals);

/// <summary>A signal.</summary>
/// <param name="Code">Preferred code: LOINC, or TwinGrid's own where LOINC has none.</param>
/// <param name="Aliases">Other codes that mean the same.</param>
/// <param name="Signal">Short name, usable wherever a code is.</param>
/// <param name="Unit">UCUM unit everything is answered in.</param>
/// <param name="PossibleLow">Below this a value is flagged as impossible.</param>
/// <param name="PossibleHigh">Above this a value is flagged as impossible.</param>
/// <param name="IsCoded">True where the value is a letter (ACVPU).</param>
/// <param name="IsDose">True for what adds up, such as meals.</param>
/// <param name="IsLocalCode">True where the code is TwinGrid's own.</param>
public sealed record SignalView(
    string Code, IReadOnlyList<string> Aliases, string Signal, string Name, string Unit, double PossibleLow, double PossibleHigh, bool IsCoded, bool IsDose, bool IsLocalCode);
