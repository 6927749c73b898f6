namespace TwinGrid.Devices.People;

/// <summary>The glucose of a person over time: lives the body forward through what the regimen brings.</summary>
public sealed class GlucoseCourse(GlucoseBody body, Regimen regimen)
{
    /// <summary>True interstitial glucose at a moment, mg/dL. Moments must not go back.</summary>
    public double At(DateTimeOffset at)
    {
        if (body.Now < at) LiveUntil(at);
        return body.InterstitialMgPerDl;
    }

    private void LiveUntil(DateTimeOffset at)
    {
        var intakes = regimen.Between(body.Now, at.AddMinutes(1));
        var next = 0;
        while (body.Now < at)
        {
            var (grams, units) = (0.0, 0.0);
            for (; next < intakes.Count && intakes[next].At < body.Now.AddMinutes(1); next++)
                (grams, units) = (grams + intakes[next].Grams, units + intakes[next].Units);
            body.Live(grams, units);
        }
    }
}
