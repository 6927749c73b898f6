using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Populations;

namespace TwinGrid.Trials.Conduct;

/// <summary>
/// A figure that is normal around a mean: what a patient is without treatment, the arm's effect once it has set in, the patient's own level and the error of
/// each measurement. Measurements of a patient, the baseline among them, correlate alike.
/// </summary>
internal sealed class ContinuousModel : TrialModel
{
    /// <summary>What an arm says.</summary>
    public const string Effect = "effect";

    private readonly Measure[] _measures;

    /// <param name="measure">Its name and unit.</param>
    public ContinuousModel(Measure measure) => _measures = [measure];

    public override bool CanStopTreatment => true;

    public override IReadOnlyList<Measure> Measures => _measures;

    public override IReadOnlyList<string> ArmEffects => [Effect];

    /// <summary>Without treatment, from what is known of the patient.</summary>
    public required Formula Mean { get; init; }

    /// <summary>Change a day without treatment.</summary>
    public required Formula Slope { get; init; }

    /// <summary>Standard deviation of a measurement around the mean.</summary>
    public required double Deviation { get; init; }

    /// <summary>Between two measurements of a patient, given the mean.</summary>
    public required double Correlation { get; init; }

    /// <summary>Days until half of the effect has set in; 0: all of it at once.</summary>
    public required double HalfDays { get; init; }

    /// <summary>The share of the effect that is there: it leaves, once treatment has stopped, as it came.</summary>
    private double SetIn(double day, double stopped)
    {
        if (HalfDays <= 0) return day <= stopped ? 1 : 0;
        double Left(double days) => Math.Exp(-days * Math.Log(2) / HalfDays);
        return day <= stopped ? 1 - Left(day) : (1 - Left(stopped)) * Left(day - stopped);
    }

    public override void Run(Cohort cohort)
    {
        var (visits, protocol) = (cohort.Protocol.Visits.Count, cohort.Protocol);
        var effect = cohort.Arm.Effects.GetValueOrDefault(Effect);
        double own = Deviation * Math.Sqrt(Correlation), error = Deviation * Math.Sqrt(1 - Correlation);
        for (var i = 0; i < cohort.Count; i++)
        {
            var patient = cohort.Patients[i];
            var level = Mean.Of(cohort.Variables[i]) + (own > 0 ? own * cohort.Noise.Normal(patient, 0, Streams.PatientEffect) : 0);
            var (size, slope) = (effect?.Of(cohort.Variables[i]) ?? 0, Slope.Of(cohort.Variables[i]));
            if (!double.IsFinite(level + size + slope)) throw new TrialException(FormattableString.Invariant($"A patient's mean is {level}, slope {slope} and effect {size}: the formulas must be numbers in everybody."));
            if (cohort.Arm.Adherence < 1 && visits > 0)
            {
                var (doses, until) = ((int)Math.Ceiling(Math.Min(protocol.Visits[^1].Day, cohort.WatchedUntil[i])), cohort.TreatedUntil(i));
                var taken = 0;
                for (var dose = 0; dose < doses; dose++)
                {
                    var isTaken = cohort.IsTaken(i, dose);
                    taken += isTaken ? 1 : 0;
                    if (dose >= until) continue; // how well a patient would have kept to it does not depend on when he stops
                    cohort.DosesPlanned[i]++;
                    cohort.DosesTaken[i] += isTaken ? 1 : 0;
                }
                size *= doses > 0 ? (double)taken / doses : 1;
            }
            cohort.Baseline(i, 0) = level + error * cohort.Noise.Normal(patient, -1, Streams.Outcome);
            for (var visit = 0; visit < visits; visit++)
            {
                var day = cohort.VisitDay(i, visit);
                if (double.IsNaN(day)) continue;
                var setIn = SetIn(day, cohort.StoppedOn[i]);
                cohort.At(i, 0, visit) = level + slope * day + size * setIn + error * cohort.Noise.Normal(patient, visit, Streams.Outcome);
            }
        }
    }
}
