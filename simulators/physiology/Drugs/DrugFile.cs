using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Drugs;

/// <summary>A drug as a JSON file; what stands where is shown by the files in <c>Drugs/Library</c>.</summary>
/// <remarks>
/// A parameter is a number, a term, or a list of terms that add up. A term has a <c>typical</c> value, the name of the random <c>effect</c> that is its exponent, and
/// <c>factors</c>: of a <c>covariate</c> a <c>reference</c> with a <c>power</c> or a slope <c>perUnit</c> (or <c>perUnitBelow</c> and <c>perUnitAbove</c>), or <c>where</c>, what
/// a 1 makes of it; of a <c>gene</c> the values <c>of</c> its phenotypes or diplotypes.
/// </remarks>
public static class DrugFile
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    /// <summary>Reads a drug.</summary>
    /// <param name="name">What the file is called, for what is said of it.</param>
    /// <param name="text">JSON.</param>
    /// <exception cref="DrugFileException">The text is no drug; the message names file, place and reason.</exception>
    public static Drug Read(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return DrugOf(JsonSerializer.Deserialize<Whole>(text, Form) ?? throw new DrugFileException("it is empty."));
        }
        catch (JsonException wrong)
        {
            throw new DrugFileException($"{name}: {wrong.Message.Split(" LineNumber")[0].Split(". ")[0].TrimEnd('.')} ({wrong.Path ?? "$"}, line {(wrong.LineNumber ?? 0) + 1}).", wrong);
        }
        catch (DrugFileException wrong)
        {
            throw new DrugFileException($"{name}: {wrong.Message}", wrong);
        }
    }

    private static Drug DrugOf(Whole file)
    {
        (DrugModel Model, IReadOnlyDictionary<string, string> Covariates, IReadOnlyList<string> Genes)? kinetics = file.Kinetics is { } row ? ModelOf(file.Drug, row) : null;
        return new()
        {
            Name = file.Drug, Atc = file.Atc, Unit = file.Unit, MolarMass = file.MolarMass, Kinetics = kinetics?.Model, Validity = file.Kinetics?.Validity,
            Covariates = kinetics?.Covariates ?? new Dictionary<string, string>(StringComparer.Ordinal), Genes = kinetics?.Genes ?? [], Label = LabelOf(file),
            Circulation = file.Circulation is { Like: null } effect ? EffectOf(effect, kinetics is not null) : null, Equivalent = file.Circulation is { Like: { } like } equal ? EquivalentOf(equal, like) : null,
            Usual = file.Usual is { } usual ? usual.PerDay > 0 ? new(usual.PerDay, usual.Source) : throw new DrugFileException($"usual.perDay is {usual.PerDay}, but must be above 0.") : null,
            Cells = [.. (file.Cells ?? []).Select((cells, i) => CellsOf(file, cells, $"cells[{i}]"))], Tumours = [.. (file.Tumours ?? []).Select((tumour, i) => TumourOf(tumour, $"tumours[{i}]"))],
        };
    }

    private static (DrugModel Model, IReadOnlyDictionary<string, string> Covariates, IReadOnlyList<string> Genes) ModelOf(string drug, KineticsRow row)
    {
        var reader = new ParameterReader("kinetics", Names(row.Effects), Names(row.OccasionEffects ?? []));
        Parameter? Find(string name) => row.Parameters.TryGetValue(name, out var text) ? reader.Read(name, text) : null;
        var (clearance, volume, elimination) = (Find("clearance"), Find("volume") ?? throw new DrugFileException("kinetics.parameters has no volume."), Find("elimination"));
        if (clearance is null == elimination is null) throw new DrugFileException("kinetics.parameters needs one of clearance and elimination.");
        var (exchange, second, outward, back) = (Find("exchange"), Find("secondVolume"), Find("outward"), Find("back"));
        var (thirdExchange, third) = (Find("thirdExchange"), Find("thirdVolume"));
        if (row.Compartments is < 1 or > 3) throw new DrugFileException($"kinetics.compartments is {row.Compartments}, but must be 1, 2 or 3.");
        if (row.Compartments > 1 && !((exchange is not null && second is not null) || (outward is not null && back is not null)))
            throw new DrugFileException("kinetics.parameters needs exchange and secondVolume, or outward and back.");
        if (row.Compartments > 2 && (thirdExchange is null || third is null)) throw new DrugFileException("kinetics.parameters needs thirdExchange and thirdVolume.");
        var (absorption, lag, share, over) = (Find("absorption"), Find("lag"), Find("bioavailability"), Find("absorptionDuration"));
        reader.RefuseOthers(row.Parameters.Keys);
        CheckCovariates("kinetics", reader.Factors, row.Covariates);
        var model = new DrugModel
        {
            Name = drug, Source = row.Source, Compartments = row.Compartments, Covariance = CovarianceOf("kinetics", row.Effects, row.Covariance),
            OccasionCovariance = CovarianceOf("kinetics", row.OccasionEffects ?? [], null), Error = ErrorOf("kinetics", row.Error),
            Parameters = (effects, onOccasion, known) =>
            {
                var leaves = (clearance ?? elimination!).Of(effects, onOccasion, known);
                var p = new KineticParameters { Volume = volume.Of(effects, onOccasion, known) };
                p.Clearance = clearance is not null ? leaves : leaves * p.Volume;
                if (exchange is not null) p.Exchange = exchange.Of(effects, onOccasion, known);
                else if (outward is not null) p.Exchange = outward.Of(effects, onOccasion, known) * p.Volume;
                if (second is not null) p.SecondVolume = second.Of(effects, onOccasion, known);
                else if (back is not null) p.SecondVolume = p.Exchange / back.Of(effects, onOccasion, known);
                if (thirdExchange is not null) p.ThirdExchange = thirdExchange.Of(effects, onOccasion, known);
                if (third is not null) p.ThirdVolume = third.Of(effects, onOccasion, known);
                if (absorption is not null) p.Absorption = absorption.Of(effects, onOccasion, known);
                if (lag is not null) p.Lag = lag.Of(effects, onOccasion, known);
                if (share is not null) p.Bioavailability = share.Of(effects, onOccasion, known);
                if (over is not null) p.AbsorptionDuration = over.Of(effects, onOccasion, known);
                return p;
            },
        };
        return (model, row.Covariates ?? new Dictionary<string, string>(StringComparer.Ordinal), [.. reader.Factors.OfType<CovariateFactor.ByGene>().Select(gene => gene.Name).Distinct(StringComparer.Ordinal)]);
    }

    private static DrugLabel LabelOf(Whole file)
    {
        var ranges = file.Label.Ranges.Select((range, i) => range.Least > 0 && range.Most >= range.Least
            ? new LabelRange(range.Use, range.Least, range.Most, UnitOf(range.Unit, $"label.ranges[{i}]"), range.Per switch
            {
                "dose" => false, "day" => true, _ => throw new DrugFileException($"label.ranges[{i}].per is '{range.Per}', but must be dose or day."),
            }, file.Unit)
            : throw new DrugFileException($"label.ranges[{i}] goes from {range.Least} to {range.Most}, but must rise above 0.")).ToArray();
        var rule = file.Label.Rule is { } row
            ? new LabelRule(row.Steps, UnitOf(row.Unit, "label.rule"), row.IntervalH, row.DurationH, row.ResumeAbove, row.StepDownAfterDays)
            : null;
        return new(file.Label.Source, ranges, rule, file.Label.Covariates ?? new Dictionary<string, string>(StringComparer.Ordinal));

        LabelUnit UnitOf(string text, string where) =>
            text == file.Unit ? LabelUnit.Amount
            : text == $"{file.Unit}/m2" ? LabelUnit.PerSquareMetre
            : text == $"{file.Unit}/kg" ? LabelUnit.PerKilogram
            : text == "AUC" ? LabelUnit.Calvert
            : throw new DrugFileException($"{where}.unit is '{text}', but must be {file.Unit}, {file.Unit}/m2, {file.Unit}/kg or AUC.");
    }

    private static CirculatoryEffect EffectOf(CirculationRow row, bool hasKinetics)
    {
        if (!hasKinetics) throw new DrugFileException("circulation goes by the concentration, but there are no kinetics.");
        return row is { Rate: >= 0 and < 1 and var rate, Strength: >= 0 and < 1 and var strength, Half: > 0 and var half, Steepness: > 0 and var steepness }
            ? new(row.Source, row.Validity, rate, strength, half, steepness)
            : throw new DrugFileException("circulation needs rate and strength below 1, half (mg/L) and steepness above 0; or like and amount.");
    }

    private static EquivalentDose EquivalentOf(CirculationRow row, string like) =>
        row.Amount > 0 ? new(like, row.Amount.Value, row.Source, row.Validity) : throw new DrugFileException($"circulation.amount of {like} is {row.Amount}, but must be above 0.");

    private static Myelotoxicity CellsOf(Whole file, CellsRow row, string where)
    {
        var kinetics = (row.Kinetics ?? file.Kinetics) is { } own ? ModelOf(file.Drug, own) : throw new DrugFileException($"{where} has no kinetics.");
        var reader = new ParameterReader(where, Names(row.Effects), []);
        var (rest, transit, slope) = (reader.Read("rest", row.Rest), reader.Read("transit", row.Transit), reader.Read("slope", row.Slope));
        CheckCovariates(where, reader.Factors, row.Covariates);
        var perMicromole = row.SlopeUnit switch
        {
            "L/µmol" => 1.0,
            "L/mg" => file.MolarMass / 1000,
            _ => throw new DrugFileException($"{where}.slopeUnit is '{row.SlopeUnit}', but must be L/µmol or L/mg."),
        };
        return new()
        {
            Kind = row.Kind, Source = row.Source, Validity = row.Validity, Kinetics = kinetics.Model, MolarMass = file.MolarMass, Covariance = CovarianceOf(where, row.Effects, null),
            Error = ErrorOf(where, row.Error), IsErrorLogNormal = row.Error.Log is not null, Covariates = Joined(kinetics.Covariates, row.Covariates), Genes = kinetics.Genes,
            Parameters = (effects, known) => new()
            {
                Rest = rest.Of(effects, [], known), Transit = transit.Of(effects, [], known), Slope = perMicromole * slope.Of(effects, [], known), Feedback = row.Feedback,
            },
        };
    }

    private static TumourResponse TumourOf(TumourRow row, string where)
    {
        var reader = new ParameterReader(where, Names(row.Effects), []);
        var (growth, kill, resistance) = (reader.Read("growth", row.Growth), reader.Read("kill", row.Kill), reader.Read("resistance", row.Resistance));
        var size = row.Base is { } text ? reader.Read("base", text) : null;
        CheckCovariates(where, reader.Factors, row.Covariates);
        return new()
        {
            Name = row.Name, Source = row.Source, Validity = row.Validity, Covariance = CovarianceOf(where, row.Effects, null), Error = ErrorOf(where, row.Error), HasBase = size is not null,
            Covariates = row.Covariates ?? new Dictionary<string, string>(StringComparer.Ordinal),
            DaysPerUnit = row.TimeUnit switch { "day" => 1, "week" => 7, _ => throw new DrugFileException($"{where}.timeUnit is '{row.TimeUnit}', but must be day or week.") },
            AmountPerUnit = row.AmountPerUnit, Leaving = row.Leaving, Survival = row.Survival is { } name
                ? SurvivalModels.All.GetValueOrDefault(name) ?? throw new DrugFileException($"{where}.survival is '{name}', but must be {string.Join(" or ", SurvivalModels.All.Keys)}.")
                : null,
            Exposure = row.Exposure switch
            {
                "biophase" => TumourExposure.Biophase, "weekly" => TumourExposure.Weekly, "cycle" => TumourExposure.Cycle,
                _ => throw new DrugFileException($"{where}.exposure is '{row.Exposure}', but must be biophase, weekly or cycle."),
            },
            Parameters = (effects, known) => new()
            {
                Growth = growth.Of(effects, [], known), Kill = kill.Of(effects, [], known), Resistance = resistance.Of(effects, [], known), Size = size?.Of(effects, [], known) ?? 0,
            },
        };
    }

    private static double[,] CovarianceOf(string where, IReadOnlyList<EffectRow> effects, IReadOnlyList<double>? triangle)
    {
        if (triangle is null) return DrugModel.Diagonal([.. effects.Select(effect => effect.Variance)]);
        if (triangle.Count != effects.Count * (effects.Count + 1) / 2) throw new DrugFileException($"{where}.covariance has {triangle.Count} numbers, but the lower triangle of {effects.Count} effects has {effects.Count * (effects.Count + 1) / 2}.");
        return DrugModel.Triangle([.. triangle]);
    }

    private static ResidualError ErrorOf(string where, ErrorRow row) =>
        row.Log is { } log ? new(log, 0)
        : row.Additive > 0 || row.Proportional > 0 ? new(row.Additive, row.Proportional, row.IsSum)
        : throw new DrugFileException($"{where}.error has no deviation above 0.");

    private static string[] Names(IReadOnlyList<EffectRow> effects) => [.. effects.Select(effect => effect.Name)];

    private static void CheckCovariates(string where, IEnumerable<CovariateFactor> factors, Dictionary<string, string>? described)
    {
        foreach (var name in factors.Select(factor => factor switch
                 {
                     CovariateFactor.Power power => power.Name, CovariateFactor.Linear linear => linear.Name, CovariateFactor.Where flag => flag.Name, _ => null,
                 }).OfType<string>())
            if (described?.ContainsKey(name) != true) throw new DrugFileException($"{where}.covariates does not say what '{name}' is.");
    }

    private static Dictionary<string, string> Joined(IReadOnlyDictionary<string, string> some, IReadOnlyDictionary<string, string>? more)
    {
        var all = new Dictionary<string, string>(some, StringComparer.Ordinal);
        foreach (var (name, meaning) in more ?? new Dictionary<string, string>(StringComparer.Ordinal)) all[name] = meaning;
        return all;
    }

    private sealed record Whole(
        string Drug, string Atc, string Unit, double MolarMass, KineticsRow? Kinetics, LabelRow Label, IReadOnlyList<CellsRow>? Cells = null, IReadOnlyList<TumourRow>? Tumours = null,
        CirculationRow? Circulation = null, UsualRow? Usual = null);

    private sealed record CirculationRow(
        string Source, string Validity, double? Rate = null, double? Strength = null, double? Half = null, double? Steepness = null, string? Like = null, double? Amount = null);

    private sealed record UsualRow(double PerDay, string Source);

    private sealed record KineticsRow(
        string Source, string Validity, int Compartments, IReadOnlyList<EffectRow> Effects, ErrorRow Error, Dictionary<string, JsonElement> Parameters,
        IReadOnlyList<double>? Covariance = null, IReadOnlyList<EffectRow>? OccasionEffects = null, Dictionary<string, string>? Covariates = null);

    private sealed record EffectRow(string Name, double Variance);

    private sealed record ErrorRow(double Additive = 0, double Proportional = 0, bool IsSum = false, double? Log = null);

    private sealed record LabelRow(string Source, IReadOnlyList<RangeRow> Ranges, RuleRow? Rule = null, Dictionary<string, string>? Covariates = null);

    private sealed record RangeRow(string Use, string Per, double Least, double Most, string Unit);

    private sealed record RuleRow(IReadOnlyList<double> Steps, string Unit, double IntervalH, double DurationH, double ResumeAbove, double StepDownAfterDays);

    private sealed record CellsRow(
        string Kind, string Source, string Validity, IReadOnlyList<EffectRow> Effects, ErrorRow Error, JsonElement Rest, JsonElement Transit, JsonElement Slope, string SlopeUnit, double Feedback,
        KineticsRow? Kinetics = null, Dictionary<string, string>? Covariates = null);

    private sealed record TumourRow(
        string Name, string Source, string Validity, string TimeUnit, string Exposure, double AmountPerUnit, IReadOnlyList<EffectRow> Effects, ErrorRow Error, JsonElement Growth, JsonElement Kill,
        JsonElement Resistance, double Leaving = 0, JsonElement? Base = null, string? Survival = null, Dictionary<string, string>? Covariates = null);

    /// <summary>Reads the parameters of a part of the file.</summary>
    private sealed class ParameterReader(string where, IReadOnlyList<string> effects, IReadOnlyList<string> occasionEffects)
    {
        private readonly List<string> _known = [];

        public List<CovariateFactor> Factors { get; } = [];

        public Parameter Read(string name, JsonElement text)
        {
            _known.Add(name);
            if (text.ValueKind == JsonValueKind.Number) return Parameter.Constant(text.GetDouble());
            var terms = (text.ValueKind == JsonValueKind.Array ? text.EnumerateArray() : Enumerable.Repeat(text, 1)).Select(term => TermOf(name, term)).ToArray();
            if (terms.Length == 0) throw new DrugFileException($"{where}.{name} is an empty list.");
            return new(terms);
        }

        public void RefuseOthers(IEnumerable<string> names)
        {
            if (names.FirstOrDefault(name => !_known.Contains(name, StringComparer.Ordinal)) is { } other)
                throw new DrugFileException($"{where}.parameters has '{other}', which is not known; known are {string.Join(", ", Movement)}.");
        }

        private static readonly string[] Movement =
        [
            "clearance", "elimination", "volume", "exchange", "secondVolume", "outward", "back", "thirdExchange", "thirdVolume", "absorption", "lag", "bioavailability", "absorptionDuration",
        ];

        private ParameterTerm TermOf(string name, JsonElement text)
        {
            var row = text.Deserialize<TermRow>(Form) ?? throw new DrugFileException($"{where}.{name} is null.");
            if (!(row.Typical > 0)) throw new DrugFileException($"{where}.{name}.typical is {row.Typical}, but must be above 0.");
            CovariateFactor[] factors = [.. (row.Factors ?? []).Select((factor, i) => FactorOf($"{where}.{name}.factors[{i}]", factor))];
            Factors.AddRange(factors);
            return new(row.Typical, Index(row.Effect, effects, $"{where}.{name}.effect"), Index(row.OccasionEffect, occasionEffects, $"{where}.{name}.occasionEffect"), factors);
        }

        private static int Index(string? effect, IReadOnlyList<string> names, string at)
        {
            if (effect is null) return -1;
            for (var i = 0; i < names.Count; i++)
                if (names[i] == effect) return i;
            throw new DrugFileException($"{at} is '{effect}', but the effects are {string.Join(", ", names)}.");
        }

        private static CovariateFactor FactorOf(string at, FactorRow row) => row switch
        {
            { Gene: { } gene, Of: { Count: > 0 } values } => new CovariateFactor.ByGene(gene, values),
            { Covariate: { } name, Reference: > 0 and var reference, Power: { } power } => new CovariateFactor.Power(name, reference, power),
            { Covariate: { } name, Reference: { } reference, PerUnit: { } slope } => new CovariateFactor.Linear(name, reference, slope, slope),
            { Covariate: { } name, Reference: { } reference, PerUnitBelow: { } below, PerUnitAbove: { } above } => new CovariateFactor.Linear(name, reference, below, above),
            { Covariate: { } name, Where: > 0 and var where } => new CovariateFactor.Where(name, where),
            _ => throw new DrugFileException($"{at} is none of: covariate, reference, power; covariate, reference, perUnit; covariate, where; gene, of."),
        };
    }

    private sealed record TermRow(double Typical, string? Effect = null, string? OccasionEffect = null, IReadOnlyList<FactorRow>? Factors = null);

    private sealed record FactorRow(
        string? Covariate = null, string? Gene = null, double? Reference = null, double? Power = null, double? PerUnit = null, double? PerUnitBelow = null, double? PerUnitAbove = null,
        double? Where = null, Dictionary<string, double>? Of = null);
}

/// <summary>A drug's file cannot be used: who wrote it must act.</summary>
public sealed class DrugFileException(string message, Exception? cause = null) : Exception(message, cause);
