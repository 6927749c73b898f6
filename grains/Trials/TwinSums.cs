using TwinGrid.Grains.Treatments;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Treatments;
using TwinGrid.Trials.Conduct;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Trials;

/// <summary>What the people of a shard add up to, each followed from what the twin knows.</summary>
internal sealed class TwinSums(TrialPlan plan, CohortQuery cohort, TimeProvider time) : ITwinSums
{
    private readonly TwinConduct _conduct = new(plan);

    public long People { get; private set; }

    public bool Follow(string pseudonym, PatientProfile profile, IReadOnlyList<TreatmentEntry> entries, LatestSigns latest)
    {
        var now = time.GetUtcNow();
        if (!cohort.Fits(profile, entries, latest, now)) return false;
        var (figures, words) = Known(profile, entries, latest, now);
        try
        {
            if (_conduct.Follow(pseudonym, figures, words, (drug, noise) => Own(DrugMetabolism.RecordOf(drug, profile, entries, now, null), noise)) is not null) return false;
        }
        catch (Exception wrong) when (DrugMetabolism.IsOfWhatIsKnown(wrong))
        {
            return false; // the drug's models need what is not known of the patient
        }
        People++;
        return true;
    }

    /// <summary>Random effects of a patient under a drug: one of those that what was given and measured leaves open.</summary>
    private double[]? Own(TreatmentRecord record, CounterNoise noise)
    {
        var twin = TreatmentTwin.Calibrate(record);
        if ((_conduct.Reads == TwinModel.Cells ? twin.Cells : twin.Tumour?.Found) is not { } found) return null;
        var effects = new Lanes[found.Effects.Count];
        found.Draw(noise, 0, effects);
        return [.. effects.Select(effect => effect[0])];
    }

    /// <summary>Outcomes of one trial can be added up whatever their shard is called.</summary>
    public byte[] ToBytes() => new ShardOutcome(0, People, _conduct.Tally, []).ToBytes();

    /// <summary>What protocols may call variables: covariates as models name them, age, weight and height in words, newest vital signs by name, the last scan, genes, sex.</summary>
    private static (Dictionary<string, double> Figures, Dictionary<string, string> Words) Known(PatientProfile profile, IReadOnlyList<TreatmentEntry> entries, LatestSigns latest, DateTimeOffset now)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sign in latest.Newest()) figures[SignalCatalogue.Of(sign.Signal).Slug.Replace('-', '_')] = sign.Value;
        (figures["age"], figures["weight"], figures["height"]) = (profile.AgeYears(now), profile.WeightKg, profile.HeightCm);
        var patient = DrugMetabolism.Patient(profile, entries, now);
        foreach (var (name, value) in patient.Values) figures[name] = value;
        foreach (var (gene, status) in patient.Genes) words[gene] = status.Phenotype;
        if (entries.LastOrDefault(entry => entry.Kind == TreatmentKind.Scan && entry.At <= now) is { } scan) figures["tumourMm"] = scan.Amount;
        if (profile.Sex != Sex.Unknown) words["sex"] = profile.Sex.ToString().ToLowerInvariant();
        words["diabetes"] = profile.DiabetesType.ToString().ToLowerInvariant();
        return (figures, words);
    }
}
