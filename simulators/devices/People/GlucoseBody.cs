using TwinGrid.Patients;

namespace TwinGrid.Devices.People;

/// <summary>
/// The true glucose of a simulated person: a minimal model of glucose and insulin action with gut and subcutaneous depots, advanced minute by minute.
/// </summary>
/// <remarks>
/// Bergman, Ider, Bowden, Cobelli, Am J Physiol 236:E667, 1979, with two-compartment meal and insulin absorption as in Hovorka et al., Physiol Meas 25:905, 2004.
/// Insulin is counted from basal, so a fasting person stays at the basal glucose.
/// </remarks>
public sealed class GlucoseBody
{
    private readonly double _basalMgPerDl, _effectiveness, _sensitivity, _volumeDl, _secretion;
    private double _plasma, _interstitial, _action, _depot1, _depot2, _insulin, _stomach, _gut;

    public GlucoseBody(Person person, DateTimeOffset startsAt)
    {
        var chance = person.Chance;
        Now = startsAt;
        _basalMgPerDl = person.Diabetes switch { DiabetesType.Type1 => 128, DiabetesType.Type2 => 138, _ => 90 } + 6 * chance.Normal("basal glucose");
        _effectiveness = person.Diabetes == DiabetesType.Type1 ? 0.006 : 0.012;
        _sensitivity = Math.Exp(0.15 * chance.Normal("insulin sensitivity"));
        _volumeDl = 1.7 * person.Profile.WeightKg;
        _secretion = person.Diabetes switch { DiabetesType.Type1 => 0, DiabetesType.Type2 => 0.25, _ => 1 };
        _plasma = _interstitial = _basalMgPerDl;
    }

    /// <summary>The minute up to which the body has lived.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>What a sensor under the skin would see, mg/dL.</summary>
    public double InterstitialMgPerDl => _interstitial;

    public double GramsPerUnit => 10 * _sensitivity;

    public double MgPerDlPerUnit => 34 * _sensitivity;

    /// <summary>IU/h that hold the fasting glucose.</summary>
    public double BasalUnitsPerHour => Math.Round(0.85 * _sensitivity, 2);

    /// <summary>Lives one minute.</summary>
    /// <param name="grams">g of carbohydrate eaten in this minute.</param>
    /// <param name="units">IU of insulin injected in this minute.</param>
    public void Live(double grams, double units)
    {
        const double GutPerMinute = 1 / 38.0, DepotPerMinute = 1 / 42.0, ClearancePerMinute = 0.12, ActionPerMinute = 0.03;
        _stomach += grams;
        _depot1 += units;
        var absorbed = _gut * GutPerMinute;
        _gut += _stomach * GutPerMinute - absorbed;
        _stomach -= _stomach * GutPerMinute;
        var delivered = _depot2 * DepotPerMinute + _secretion * Math.Max(0, _plasma - _basalMgPerDl) * 0.0021;
        _depot2 += _depot1 * DepotPerMinute - _depot2 * DepotPerMinute;
        _depot1 -= _depot1 * DepotPerMinute;
        _insulin += delivered - _insulin * ClearancePerMinute;
        _action += ActionPerMinute * (0.0345 * _sensitivity * _insulin - _action);
        _plasma += _effectiveness * (_basalMgPerDl - _plasma) - _action * _plasma + absorbed * 900 / _volumeDl;
        _plasma = Math.Max(_plasma, 25);
        _interstitial += (_plasma - _interstitial) / 8;
        Now = Now.AddMinutes(1);
    }
}
