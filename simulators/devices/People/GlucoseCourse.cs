namespace TwinGrid.Devices.People;

/// <summary>The true glucose of a person over time: their metabolism lives through what the regimen and their days bring.</summary>
/// <param name="startsAt">A whole minute at which the person is fasting.</param>
public sealed class GlucoseCourse(Person person, DailyLife life, Regimen regimen, DateTimeOffset startsAt)
{
    /// <summary>Heart beats per minute that all a person can do adds.</summary>
    private const double BeatsAtFullExertion = 95;

    /// <summary>Below this, exertion is part of the day that the basal rate allows for.</summary>
    private const double Sport = 0.3;

    private readonly Metabolism _metabolism = Metabolism.Of(person);
    private DateTimeOffset _livedUntil = startsAt;

    /// <summary>True interstitial glucose at a moment, mg/dL. Moments must not go back.</summary>
    public double At(DateTimeOffset at)
    {
        if (_livedUntil < at) LiveUntil(at);
        return _metabolism.SensorMgPerDl[0];
    }

    private void LiveUntil(DateTimeOffset at)
    {
        var intakes = regimen.Between(_livedUntil, at.AddMinutes(1));
        var next = 0;
        while (_livedUntil < at)
        {
            var (grams, units, end) = (0.0, 0.0, _livedUntil.AddMinutes(1));
            for (; next < intakes.Count && intakes[next].At < end; next++)
                (grams, units) = (grams + intakes[next].Grams, units + intakes[next].Units);
            _metabolism.Live(grams, units, HeartRate(_livedUntil), person.RestingHeartRate);
            _livedUntil = end;
        }
    }

    private double HeartRate(DateTimeOffset at) =>
        person.RestingHeartRate + (life.Exertion(at) is var exertion and > Sport ? BeatsAtFullExertion * exertion : 0);
}
