using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Physiology.Tumours;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Treatments;

/// <summary>What entries mean to the models: phenotypes under the drugs that are taken, covariates, what is in the blood.</summary>
internal static class DrugMetabolism
{
    private const int LookedAtDays = 60;

    /// <summary>The genes that were called, under the drugs that are taken at a time; what the tables do not know is left out.</summary>
    public static IReadOnlyList<GeneCall> Phenotypes(IEnumerable<TreatmentEntry> entries, DateTimeOffset at, IReadOnlyDictionary<string, string>? more = null)
    {
        var all = entries.Where(entry => entry.At <= at).ToArray();
        var genotypes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in all.Where(entry => entry is { Kind: TreatmentKind.Genotype, Text: not null })) genotypes[entry.What] = entry.Text!;
        foreach (var (gene, diplotype) in more ?? new Dictionary<string, string>(StringComparer.Ordinal)) genotypes[gene] = diplotype;
        var taking = Taken(all, at);
        return [.. genotypes.Select(gene => Call(gene.Key, gene.Value, taking)).OfType<GeneCall>()];
    }

    /// <summary>Other drugs that are taken at a time: begun and not stopped, or given within two days.</summary>
    public static IReadOnlyList<string> Taken(IEnumerable<TreatmentEntry> entries, DateTimeOffset at)
    {
        var taken = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries.Where(entry => entry.Kind == TreatmentKind.Taking && entry.At <= at))
            if (entry.Amount > 0) taken.Add(entry.What);
            else taken.Remove(entry.What);
        foreach (var dose in entries.Where(entry => entry.Kind == TreatmentKind.Dose && entry.At <= at && at - entry.At < TimeSpan.FromDays(2))) taken.Add(dose.What);
        return [.. taken];
    }

    /// <summary>The patient as models see one, at a time: age, size and sex from the profile, the rest from entries and from what is known beside.</summary>
    public static Covariates Patient(PatientProfile? profile, IEnumerable<TreatmentEntry> entries, DateTimeOffset at, TreatmentAbout? about = null)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        if (profile is not null)
        {
            (values["AGE"], values["WT"], values["TBW"]) = (Math.Floor((double)profile.AgeYears(at)), profile.WeightKg, profile.WeightKg);
            values["BSA"] = BodySize.Surface(profile.HeightCm, profile.WeightKg);
            if (profile.Sex is Sex.Female or Sex.Male) values["FEMALE"] = profile.Sex == Sex.Female ? 1 : 0;
        }
        foreach (var entry in entries.Where(entry => entry.Kind == TreatmentKind.Covariate && entry.At <= at)) values[entry.What] = entry.Amount;
        foreach (var (name, value) in about?.Covariates ?? new Dictionary<string, double>(StringComparer.Ordinal)) values[name] = value;
        var genes = Phenotypes(entries, at, about?.Genes).ToDictionary(call => call.Gene, call => new GeneStatus(call.Phenotype.Abbreviation, call.Diplotype), StringComparer.Ordinal);
        return new(0, values) { Genes = genes };
    }

    /// <summary>What is known of the patient under a drug; times in h from <paramref name="at"/> on.</summary>
    public static TreatmentRecord RecordOf(Drug drug, PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset at, TreatmentAbout? about)
    {
        var known = entries.Where(entry => entry.At <= at).ToArray();
        double Hours(TreatmentEntry entry) => (entry.At - at).TotalHours;
        IEnumerable<TreatmentEntry> Of(TreatmentKind kind) => known.Where(entry => entry.Kind == kind);
        return new()
        {
            Drug = drug, Patient = Patient(profile, known, at, about), Tumour = about?.Tumour,
            Given = new(Of(TreatmentKind.Dose).Where(entry => entry.What == drug.Name).Select(entry => new Dose(Hours(entry), entry.Amount, entry.DurationHours, Route: entry.IsOral ? DoseRoute.Depot : DoseRoute.Central))),
            Concentrations = [.. OncePerTime(Of(TreatmentKind.Concentration).Where(entry => entry.What == drug.Name)).Select(entry => new Measurement(Hours(entry), entry.Amount))],
            Counts = drug.Cells.Count == 0 ? [] : [.. OncePerTime(Of(TreatmentKind.Count).Where(entry => entry.What == drug.Cells[0].Kind)).Select(entry => new CellCount(Hours(entry), entry.Amount))],
            Scans = drug.Tumours.Count == 0 ? [] : [.. OncePerTime(Of(TreatmentKind.Scan)).Select(entry => new TumourScan(Hours(entry), entry.Amount))],
        };
    }

    /// <summary>Each drug given of late: its concentration now.</summary>
    public static IEnumerable<OrganEstimate> Concentrations(PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset at)
    {
        foreach (var name in Recent(entries, at))
            if (DrugLibrary.All.TryGetValue(name, out var drug) && drug.Kinetics is not null && Concentration(drug, profile, entries, at) is { } estimate) yield return estimate;
    }

    /// <summary>Growth and kill of the tumour under the drug that was given last and has a model of it.</summary>
    public static IEnumerable<OrganEstimate> Tumour(PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset at)
    {
        var drug = entries.Where(entry => entry.Kind == TreatmentKind.Dose && entry.At <= at).Select(entry => DrugLibrary.All.GetValueOrDefault(entry.What)).LastOrDefault(drug => drug is { Tumours.Count: > 0 });
        if (drug is null || !entries.Any(entry => entry.Kind == TreatmentKind.Scan && entry.At <= at)) return [];
        try
        {
            var record = RecordOf(drug, profile, entries, at, null);
            var model = drug.Tumours[0];
            var area = model.Exposure == TumourExposure.Cycle ? 1 / IndividualFit.Find(drug.Kinetics!, new() { Regimen = record.Given, Measurements = record.Concentrations, Covariates = [record.Patient] }).Kinetics().Clearance[0] : double.NaN;
            var found = TumourCourse.Fit(model, record.Given, record.Patient, record.Scans, area);
            var own = model.Parameters([.. found.Found.Effects.Select(effect => (Physiology.Ensembles.Lanes)effect)], record.Patient);
            var unit = model.DaysPerUnit == 7 ? "/wk" : "/d";
            return
            [
                new($"growth ({model.Name})", own.Growth[0], own.Growth[0] * Math.Sqrt(found.Found.Covariance[0, 0]), unit, found.Compared.Count > 0),
                new($"kill per dose of {drug.Name}", own.Kill[0], own.Kill[0] * Math.Sqrt(found.Found.Covariance[1, 1]), unit, found.Compared.Count > 0),
            ];
        }
        catch (Exception wrong) when (IsOfWhatIsKnown(wrong))
        {
            return []; // a question about treatment says what is missing
        }
    }

    /// <summary>Whether a model says no for what is known, or not known, of the patient.</summary>
    public static bool IsOfWhatIsKnown(Exception wrong) => wrong is MissingCovariateException or UnknownGenotypeException or ArgumentException or ArithmeticException or RegimenTextException;

    private static OrganEstimate? Concentration(Drug drug, PatientProfile? profile, IReadOnlyList<TreatmentEntry> entries, DateTimeOffset at)
    {
        try
        {
            var record = RecordOf(drug, profile, entries, at, null);
            var own = IndividualFit.Find(drug.Kinetics!, new() { Regimen = record.Given, Measurements = record.Concentrations, Covariates = [record.Patient] });
            var now = own.Predict(record.Given, [0]);
            return new($"{drug.Name} in the blood", now.Concentrations[0], Math.Sqrt(Math.Max(now.Covariance[0, 0], 0)), "mg/L", record.Concentrations.Count > 0);
        }
        catch (Exception wrong) when (IsOfWhatIsKnown(wrong))
        {
            return null; // a question about treatment says what is missing
        }
    }

    private static IEnumerable<string> Recent(IEnumerable<TreatmentEntry> entries, DateTimeOffset at) => entries
        .Where(entry => entry.Kind == TreatmentKind.Dose && entry.At <= at && at - entry.At < TimeSpan.FromDays(LookedAtDays)).Select(entry => entry.What).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static GeneCall? Call(string gene, string diplotype, IReadOnlyList<string> taking)
    {
        try
        {
            return PharmacogenomicTables.Shipped.Call(gene, diplotype, taking);
        }
        catch (UnknownGenotypeException)
        {
            return null; // entries are checked where they are taken; a table may have changed since
        }
    }

    /// <summary>Of several at one time the one entered last.</summary>
    private static IEnumerable<TreatmentEntry> OncePerTime(IEnumerable<TreatmentEntry> entries) => entries.GroupBy(entry => entry.At).OrderBy(group => group.Key).Select(group => group.Last());
}
