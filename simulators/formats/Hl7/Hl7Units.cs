using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace TwinGrid.Formats.Hl7;

/// <summary>Units as messages write them, in UCUM: those of ISO+ (<c>tera.l-1</c>), of habit (<c>bpm</c>), and UCUM itself in other letters.</summary>
internal static partial class Hl7Units
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["bpm"] = "/min", ["beats/min"] = "/min", ["{beats}/min"] = "/min", ["breaths/min"] = "/min", ["br/min"] = "/min", ["rpm"] = "/min", ["1/min"] = "/min", ["/min"] = "/min",
        ["mmhg"] = "mm[Hg]", ["mm(hg)"] = "mm[Hg]", ["mm[hg]"] = "mm[Hg]", ["torr"] = "mm[Hg]",
        ["c"] = "Cel", ["degc"] = "Cel", ["cel"] = "Cel", ["°c"] = "Cel", ["f"] = "[degF]", ["degf"] = "[degF]", ["°f"] = "[degF]",
        ["mg/dl"] = "mg/dL", ["mmol/l"] = "mmol/L", ["g/dl"] = "g/dL", ["mg/l"] = "mg/L", ["g/l"] = "g/L", ["l/min"] = "L/min", ["u/l"] = "U/L", ["iu/l"] = "U/L", ["meq/l"] = "mmol/L", ["ng/ml"] = "ng/mL", ["pg/ml"] = "pg/mL", ["10*3/ul"] = "10*3/uL", ["k/ul"] = "10*3/uL", ["x10^3/ul"] = "10*3/uL", ["10^3/ul"] = "10*3/uL", ["inr"] = "{INR}", ["iu"] = "[iU]",
        ["lb"] = "[lb_av]", ["lbs"] = "[lb_av]", ["kg"] = "kg", ["g"] = "g", ["%"] = "%", ["percent"] = "%",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Numbers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["tera"] = "10*12", ["giga"] = "10*9", ["mega"] = "10*6", ["kilo"] = "10*3" }
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The unit in UCUM, and whether it stands otherwise in the message.</summary>
    public static (string Ucum, bool IsUnderstood) Read(string written)
    {
        if (Known.TryGetValue(written, out var known)) return (known, known != written);
        if (PerLitre().Match(written) is { Success: true } match)
        {
            var above = match.Groups["above"].Value;
            return ($"{(Numbers.TryGetValue(above, out var number) ? number : above)}/L", true);
        }
        return (written, false);
    }

    [GeneratedRegex(@"\A(?<above>[A-Za-z]{1,8})(\.|/)l-1\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PerLitre();
}
