using TwinGrid.Grains.Treatments;
using TwinGrid.Organs;
using TwinGrid.Physiology.Treatments;
using TwinGrid.Physiology.Tumours;
using TwinGrid.Treatments;

namespace TwinGrid.Grains.Organs.Tumour;

/// <summary>
/// The tumour: what imaging reports say of it and which variants it has. It grows and answers as its drug's model says, fitted to the patient's own scans under the doses that
/// the liver keeps.
/// </summary>
[GrainType(OrganCatalogue.Tumour)]
public sealed class TumourOrgan(OrganServices shared)
    : TreatmentOrgan<TumourState>(OrganCatalogue.Tumour, shared)
{
    private IReadOnlyList<TreatmentEntry> _given = [];

    /// <summary>Another dose may have been given since.</summary>
    protected override async Task<bool> IsGlanceOld()
    {
        var before = _given;
        await Derive();
        return !before.SequenceEqual(_given);
    }

    protected override async Task Derive() => _given = await GrainFactory.GetGrain<ITreatmentOrgan>(GrainId.Create(OrganCatalogue.Liver, this.GetPrimaryKeyString())).Entries();

    protected override OrganGlance LookAt()
    {
        var scans = Kept.Where(entry => entry.Kind == TreatmentKind.Scan).ToArray();
        var estimates = new List<OrganEstimate>();
        if (scans is [var first, .., var last])
        {
            estimates.Add(new("sum of longest diameters", last.Amount, 0, "mm"));
            estimates.Add(new($"change from the start, {Recist.Answer(first.Amount, scans[..^1].Min(scan => scan.Amount), last.Amount).ToString().ToLowerInvariant()}", 100 * (last.Amount / first.Amount - 1), 0, "%"));
        }
        else if (scans is [var only]) estimates.Add(new("sum of longest diameters", only.Amount, 0, "mm"));
        estimates.AddRange(DrugMetabolism.Tumour(State.Profile, [.. _given, .. Kept], Time.GetUtcNow()));
        return new(OrganCatalogue.Tumour, TreatmentTwin.ModelVersion, estimates, scans.Length > 0 ? scans[^1].At : null, State.Trouble, State.LearnedNight);
    }
}

/// <summary>What a tumour keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.TumourState")]
public sealed class TumourState : TreatmentState;
