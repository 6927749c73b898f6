using System.Text.Json;

namespace TwinGrid.Physiology.Circulation;

/// <summary>Reads heart parameters from JSON: the fitted values at the root, the published constants under <c>fixed</c>.</summary>
public static class HeartParameterFile
{
    /// <summary>What Korakianitis and Shi's shape of the beat is here; a file that says otherwise is for another model.</summary>
    private static readonly (string Name, double Value)[] Shape =
    [
        ("Ts1_frac", Elastance.VentriclePeak), ("Ts2_frac", Elastance.VentricleEnd), ("Tpwb_frac", Elastance.AtriumOnset), ("Tpww_frac", Elastance.AtriumLength),
    ];

    /// <summary>The parameters of a file.</summary>
    /// <exception cref="HeartParameterException">A value is missing, is no number or none that a body has; the exception names it.</exception>
    /// <exception cref="FormatException">The text is no JSON; the message says where.</exception>
    public static HeartParameters Parse(string json)
    {
        using var document = Open(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("Line 1, column 1: a JSON object is wanted.");
        var root = new Section(document.RootElement, "");
        var fixedValues = root.Under("fixed");
        foreach (var (name, value) in Shape)
            if (fixedValues[name] != value)
                throw new HeartParameterException($"fixed.{name}", $"is {fixedValues[name]}; this model's beat is shaped with {value}.");
        return new()
        {
            StressedVolume = root["Vstressed_mL"], HeartRate = root["HR"], Csat = root["Csat"], Cpat = root["Cpat"],
            ElvS = root["Elv_s"], ElvD = root["Elv_d"], ErvS = root["Erv_s"], ErvD = root["Erv_d"], CQaoPo = root["CQ_ao_po"],
            Rsys = fixedValues["Rsat_sar_scp_total"] * root["Rsys_multiplier"],
            Rpul = fixedValues["Rpat_par_pcp_total"] * root["Rpul_multiplier"],
            V0lv = fixedValues["V0_lv"], V0rv = fixedValues["V0_rv"], V0la = fixedValues["V0_la"], V0ra = fixedValues["V0_ra"],
            ElaMin = fixedValues["Ela_min"], ElaMax = fixedValues["Ela_max"], EraMin = fixedValues["Era_min"], EraMax = fixedValues["Era_max"],
            CQmiTi = fixedValues["CQ_mi_ti"], Csas = fixedValues["Csas"], Rsas = fixedValues["Rsas"], Lsas = fixedValues["Lsas"], Lsat = fixedValues["Lsat"],
            Csvn = fixedValues["Csvn"], Rsvn = fixedValues["Rsvn"], Cpas = fixedValues["Cpas"], Rpas = fixedValues["Rpas"], Lpas = fixedValues["Lpas"],
            Lpat = fixedValues["Lpat"], Cpvn = fixedValues["Cpvn"], Rpvn = fixedValues["Rpvn"],
        };
    }

    private static JsonDocument Open(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"Line {broken.LineNumber + 1}, column {broken.BytePositionInLine + 1}: no JSON. {broken.Message}", broken);
        }
    }

    private readonly struct Section(JsonElement element, string path)
    {
        /// <summary>A positive number; the volumes at which a chamber holds no pressure may be 0.</summary>
        public double this[string name] => element.TryGetProperty(name, out var value) switch
        {
            false => throw new HeartParameterException(path + name, "is missing."),
            _ when value.ValueKind != JsonValueKind.Number => throw new HeartParameterException(path + name, $"is no number: {value}."),
            _ when Lowest(name) > value.GetDouble() || !double.IsFinite(value.GetDouble()) => throw new HeartParameterException(path + name, $"is {value}, but must be above 0."),
            _ => value.GetDouble(),
        };

        private static double Lowest(string name) => name.StartsWith("V0", StringComparison.Ordinal) ? 0 : double.Epsilon;

        public Section Under(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner)
            ? new(inner, $"{path}{name}.")
            : throw new HeartParameterException(path + name, "is missing: a JSON object is wanted.");
    }
}
