using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Lab.Dosing;

/// <summary>What is said of a patient's own kinetics.</summary>
internal sealed class DoseReport(Drug drug, PatientRecord patient, IndividualEstimate estimate, NextDose? next, Regimen? given)
{
    public string Drug => drug.Name;

    public string Source => drug.Kinetics!.Source;

    public string Validity => drug.Validity!;

    public IReadOnlyList<double> Effects => estimate.Effects;

    public IReadOnlyList<double> EffectDeviations => [.. estimate.Covariance.Diagonal().Select(variance => Math.Sqrt(Math.Max(variance, 0)))];

    public double Objective => estimate.Objective;

    public IReadOnlyList<object> Occasions => [.. Enumerable.Range(0, patient.Occasions).Select(Describe)];

    public IReadOnlyList<object> Measurements => [.. patient.Measurements.Select((m, i) => new { TimeH = m.Time, MeasuredMgPerL = m.Concentration, PredictedMgPerL = estimate.Predictions[i] })];

    public object? Next => next is null ? null : new
    {
        AmountMg = next.Amount, next.Reached, next.Low, next.High,
        Note = next.IsBounded ? "The target is missed: the amount ended at a bound." : "The target is met.", Label = LabelSays,
    };

    private string LabelSays
    {
        get
        {
            if (drug.Label.Ranges.Count == 0) return $"No range: {drug.Label.Source}.";
            try
            {
                return drug.Label.Fault(given!, patient.Covariates[^1]) ?? $"Within the label ({drug.Label.Source}).";
            }
            catch (MissingCovariateException missing)
            {
                return $"Not compared with the label, which counts by '{missing.Covariate}' ({drug.Label.Covariates[missing.Covariate]}).";
            }
        }
    }

    private object Describe(int occasion)
    {
        var k = estimate.Kinetics(occasion);
        return new
        {
            Occasion = occasion + 1, ClearanceLPerH = k.Clearance[0], VolumeL = k.Volume[0], ExchangeLPerH = k.Exchange[0], SecondVolumeL = k.SecondVolume[0],
            EliminationPerH = (k.Clearance / k.Volume)[0],
        };
    }
}
