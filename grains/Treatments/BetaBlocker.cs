using TwinGrid.Patients;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Grains.Treatments;

/// <summary>A beta blocker that the record says is taken, and what it does to the heart by its dose, or by the usual one where none is told.</summary>
/// <param name="Word">As the record has it: the drug, or its kind alone.</param>
/// <param name="Drug">Of the library; of the kind alone metoprolol.</param>
/// <param name="PerDay">Amount a day, in the drug's unit.</param>
/// <param name="IsTold">Whether the record tells the dose.</param>
/// <param name="Phenotype">Of CYP2D6, where the drug depends on it; null elsewhere.</param>
/// <param name="Blockade">What it does.</param>
internal sealed record BetaBlocker(string Word, Drug Drug, double PerDay, bool IsTold, string? Phenotype, Blockade Blockade)
{
    /// <summary>The kind, where a record names no drug.</summary>
    private const string Kind = "beta-blocker";

    private const string Gene = "CYP2D6", UnlikeNobody = "*1/*1", Normal = "NM";

    /// <summary>A dose beyond so many times what the label gives was misread, or miswritten.</summary>
    private const double Believed = 2;

    private static readonly Drug Known = DrugLibrary.Find("metoprolol");

    private static readonly Drug[] Library = [.. DrugLibrary.All.Values.Where(drug => drug.Circulation is not null || drug.Equivalent is not null).OrderBy(drug => drug.Name, StringComparer.Ordinal)];

    /// <summary>The publications behind the effect and, where it is assumed, the dose.</summary>
    public string Source => string.Join("; ", new[] { Drug.Equivalent?.Source, SourceOf(Drug).Source, IsTold ? null : Drug.Usual!.Source }.OfType<string>());

    /// <summary>The drug whose concentrations the effect is known of.</summary>
    public static CirculatoryEffect SourceOf(Drug drug) => (drug.Circulation ?? DrugLibrary.Find(drug.Equivalent!.Drug).Circulation)!;

    /// <summary>What the drug does by phenotype; none where it goes by another drug's dose.</summary>
    public static IEnumerable<(string Case, Blockade Blockade, double? MgPerL)> ByPhenotype(Drug drug, DailyDose daily, Covariates patient)
    {
        if (!drug.Genes.Contains(Gene, StringComparer.Ordinal)) yield break;
        foreach (var phenotype in (string[])["UM", Normal, "IM", "PM"])
        {
            var (blockade, mean) = Of(drug, daily, WithPhenotype(patient, phenotype));
            yield return ($"{Gene} {phenotype}", blockade, mean);
        }
    }

    /// <summary>All that the profile says are taken at a time; genes are those of the drugs taken beside, on somebody with two whole copies.</summary>
    public static IReadOnlyList<BetaBlocker> Of(PatientProfile? profile, DateTimeOffset at)
    {
        if (profile is null || !profile.Conditions.Any(word => word.StartsWith(PatientProfile.Taking, StringComparison.Ordinal))) return [];
        var found = Library.Where(drug => profile.Takes(drug.Name, at)).Select(drug => Of(drug, drug.Name, profile, at)).ToArray();
        return found.Length > 0 || !profile.Takes(Kind, at) || Library.Any(drug => profile.Has(PatientProfile.Taking + drug.Name)) ? found : [Of(Known, Kind, profile, at)];
    }

    /// <summary>What they do together: as much as the strongest.</summary>
    public static Blockade Together(PatientProfile? profile, DateTimeOffset at) => Of(profile, at).Select(one => one.Blockade).OrderBy(one => one.Share).LastOrDefault();

    /// <summary>What a daily dose does to a typical patient, and its mean concentration; of the latter none where the dose of another drug is counted.</summary>
    public static (Blockade Blockade, double? MgPerL) Of(Drug drug, DailyDose daily, Covariates patient)
    {
        var (source, dose, known) = drug.Equivalent is { } equal ? (DrugLibrary.Find(equal.Drug), new(daily.Amount * equal.Amount), WithPhenotype(patient, Normal)) : (drug, daily, patient);
        var kinetics = source.Kinetics!.Parameters(new Lanes[source.Kinetics.Covariance.GetLength(0)], [], known);
        var mean = CirculatoryEffect.MeanMgPerL(dose, kinetics)[0];
        return (source.Circulation!.At(mean), drug.Equivalent is null ? mean : null);
    }

    /// <summary>A patient as the drug's model asks for one: where sex or genotype are not known, half way between men and women, and two whole copies under the drugs that are taken beside.</summary>
    /// <returns>The patient, and what was assumed; null: nothing.</returns>
    public static (Covariates Patient, string? Assumed) Completed(Drug drug, Covariates patient, IReadOnlyCollection<string> taking)
    {
        if (drug.Circulation is null) return (patient, null);
        if (patient.Genes.TryGetValue(Gene, out var known)) return (WithPhenotype(patient, known.Phenotype), null);
        var phenotype = AssumedPhenotype(taking);
        return (WithPhenotype(patient, phenotype), $"{Gene} is not called: {phenotype} is assumed.");
    }

    private static string AssumedPhenotype(IReadOnlyCollection<string> taking) => PharmacogenomicTables.Shipped.Call(Gene, UnlikeNobody, taking).Phenotype.Abbreviation;

    /// <summary>A patient with another phenotype; where the sex is not known, half way.</summary>
    private static Covariates WithPhenotype(Covariates patient, string phenotype) => patient with
    {
        Values = patient.Values.ContainsKey("FEMALE") ? patient.Values : new Dictionary<string, double>(patient.Values, StringComparer.Ordinal) { ["FEMALE"] = .5 },
        Genes = new Dictionary<string, GeneStatus>(patient.Genes, StringComparer.Ordinal) { [Gene] = new(phenotype) },
    };

    private static BetaBlocker Of(Drug drug, string word, PatientProfile profile, DateTimeOffset at)
    {
        var told = word != Kind && profile.Dosed(word)?.PerDay is > 0 and var dose && dose <= Believed * drug.Label.Ranges[0].Most ? dose : (double?)null;
        var perDay = told ?? drug.Usual!.PerDay;
        var taken = KnownEntries.Taken(profile).ToArray();
        var phenotype = drug.Genes.Contains(Gene, StringComparer.Ordinal) ? AssumedPhenotype([.. DrugMetabolism.Taken(taken, at)]) : null;
        var (blockade, _) = Of(drug, new DailyDose(perDay), WithPhenotype(DrugMetabolism.Patient(profile, [], at), phenotype ?? Normal));
        return new(word, drug, perDay, told is not null, phenotype, blockade);
    }
}
