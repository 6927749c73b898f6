using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Fhir.Metrics;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Value in the internal unit = value as sent × <paramref name="Factor"/> + <paramref name="Offset"/>.</summary>
internal readonly record struct UnitConversion(double Factor, double Offset)
{
    public static readonly UnitConversion Identity = new(1, 0);

    public double Apply(double value) => value * Factor + Offset;
}

/// <summary>
/// Converts units of measure (UCUM) to a signal's internal unit. Knows amounts of substance by the signal's molar mass, and temperatures, which are
/// no plain factor. Remembers what it worked out. Safe for concurrent use.
/// </summary>
internal sealed partial class UcumUnits
{
    private const int LongestUnit = 32;
    private const int Remembered = 4096;

    /// <summary>HbA1c: the master equation between the two ways of counting (Hoelzel et al., Clin Chem 50:166, 2004; ngsp.org).</summary>
    private static readonly UnitConversion NgspOfIfcc = new(.09148, 2.152);

    private readonly ConcurrentDictionary<(string To, double MolarMass, string Unit), UnitConversion> _known = new();
    private readonly Lazy<SystemOfUnits> _system = new(UCUM.Load);
    private readonly Lock _reading = new();

    /// <summary>How a unit converts to the signal's internal unit; null when it is no UCUM unit or measures something else.</summary>
    public UnitConversion? ToInternal(SignalDefinition signal, string unit) =>
        signal.Signal == Signal.GlycatedHaemoglobin && unit == "mmol/mol" ? NgspOfIfcc : To(signal.Unit, unit, signal.MolarMass);

    /// <summary>How a unit converts to another; null when it is no UCUM unit or measures something else.</summary>
    /// <param name="molarMass">g/mol, where amounts of substance convert to masses; 0 where they do not.</param>
    public UnitConversion? To(string to, string unit, double molarMass = 0)
    {
        if (string.Equals(unit, to, StringComparison.Ordinal)) return UnitConversion.Identity;
        if (_known.TryGetValue((to, molarMass, unit), out var known)) return known;
        if (unit.Length > LongestUnit || !Term().IsMatch(unit)) return null;
        if (WorkOut(to, molarMass, unit) is not { } conversion) return null;
        if (_known.Count < Remembered) _known[(to, molarMass, unit)] = conversion;
        return conversion;
    }

    private UnitConversion? WorkOut(string to, double molarMass, string unit) => to switch
    {
        "Cel" => Temperature(unit),
        "%" => unit == "1" ? new UnitConversion(100, 0) : null, // 0.97 is a saturation of 97 %
        "1" or "{steps}" or "{INR}" => unit == "1" ? UnitConversion.Identity : null,
        _ when IsAmount(unit) && IsAmount(to) => Ratio(unit, to),
        _ when IsAmount(unit) => molarMass > 0 ? Amount(to, molarMass, unit) : null,
        _ when IsAmount(to) => molarMass > 0 && Amount(unit, molarMass, to) is { } back ? new UnitConversion(1 / back.Factor, 0) : null,
        _ when CountsUnits(unit) != CountsUnits(to) => null, // [iU] is not commensurable with anything else, though its dimension is 1
        _ => Ratio(unit, to),
    };

    private static UnitConversion? Temperature(string unit) => unit switch
    {
        "[degF]" => new UnitConversion(5 / 9d, -32 * 5 / 9d),
        "K" => new UnitConversion(1, -273.15),
        _ => null,
    };

    /// <summary>mol/volume × g/mol = g/volume.</summary>
    private UnitConversion? Amount(string to, double molarMass, string unit) =>
        Ratio(unit, "mol/L") is { } inMolPerLitre && Ratio("g/L", to) is { } gramPerLitre
            ? new UnitConversion(inMolPerLitre.Factor * molarMass * gramPerLitre.Factor, 0)
            : null;

    private UnitConversion? Ratio(string unit, string to) =>
        Canonical(unit) is { } one && Canonical(to) is { } other && one.Dimension == other.Dimension ? new UnitConversion(one.Value / other.Value, 0) : null;

    private (double Value, string Dimension)? Canonical(string unit)
    {
        try
        {
            lock (_reading)
            {
                var canonical = _system.Value.Canonical(_system.Value.Quantity("1", unit));
                var dimension = string.Join('.', $"{canonical.Metric}".Split('.').Where(part => part is not ("1" or "")).Order(StringComparer.Ordinal));
                return ((double)canonical.Value.ToDecimal(), dimension);
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidCastException or FormatException or ArithmeticException or InvalidOperationException)
        {
            return null; // how the library says "no unit of mine"
        }
    }

    private static bool IsAmount(string unit) => unit.Contains("mol", StringComparison.Ordinal);

    private static bool CountsUnits(string unit) => unit.Contains("[iU]", StringComparison.Ordinal) || unit.Contains("[IU]", StringComparison.Ordinal);

    /// <summary>A UCUM atom with a small exponent and an annotation.</summary>
    private const string Component = @"([^\s./(){}=+""\d-][^\s./(){}=+""\d-]{0,11}([+-]?\d)?(\{[^{}]*\})?|\{[^{}]*\}|1|10[*^]-?\d)";

    /// <summary>The terms of UCUM without parentheses: components joined by . or /. The library behind takes more than UCUM allows.</summary>
    [GeneratedRegex(@"\A/?" + Component + "([./]" + Component + @")*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Term();
}
