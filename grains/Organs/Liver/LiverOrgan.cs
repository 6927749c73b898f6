using TwinGrid.Grains.Treatments;
using TwinGrid.Organs;
using TwinGrid.Physiology.Pharmacogenomics;
using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Grains.Organs.Liver;

/// <summary>
/// The liver: what the patient is given and how the body deals with it. Keeps doses, concentrations, counts, genes, covariates, what else is taken, diagnoses and acts; says which phenotype the
/// genes have under the other drugs, and how much of each drug is in the blood.
/// </summary>
[GrainType(OrganCatalogue.Liver)]
public sealed class LiverOrgan(OrganServices shared)
    : TreatmentOrgan<LiverState>(OrganCatalogue.Liver, shared)
{
    private DateTimeOffset _lookedAt;

    /// <summary>Amounts fall from minute to minute.</summary>
    protected override Task<bool> IsGlanceOld() => Task.FromResult(Time.GetUtcNow() - _lookedAt > TimeSpan.FromMinutes(1));

    protected override OrganGlance LookAt()
    {
        _lookedAt = Time.GetUtcNow();
        var kept = Kept;
        return new(
            OrganCatalogue.Liver, TreatmentTwin.ModelVersion, [.. DrugMetabolism.Phenotypes(KnownEntries.Taken(State.Profile).Concat(kept), _lookedAt).Select(Estimate), .. DrugMetabolism.Concentrations(State.Profile, kept, _lookedAt)],
            kept.Count > 0 ? kept[^1].At : null, State.Trouble, State.LearnedNight);
    }

    private static OrganEstimate Estimate(GeneCall call) => call.Score is { } score
        ? new($"{call.Gene} {call.Diplotype}, {call.Phenotype.Name.ToLowerInvariant()}: activity score", score, 0, "1")
        : new($"{call.Gene} {call.Diplotype}, {call.Phenotype.Name.ToLowerInvariant()}", 1, 0, "1");
}

/// <summary>What a liver keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.LiverState")]
public sealed class LiverState : TreatmentState;
