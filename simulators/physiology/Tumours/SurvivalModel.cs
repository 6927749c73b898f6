namespace TwinGrid.Physiology.Tumours;

/// <summary>How long patients live, from how their tumour answers: a log-normal time.</summary>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="Covariates">What it asks of the patient beside the tumour, with meaning; absent ones are 0.</param>
/// <param name="AnswerDays">When the tumour's answer is looked at.</param>
/// <param name="LogMeanDays">The mean of the logarithm of survival in days, from the size at the start (mm), the relative change at <paramref name="AnswerDays"/>, and the covariates.</param>
/// <param name="LogSpread">Standard deviation of that logarithm.</param>
public sealed record SurvivalModel(
    string Source, IReadOnlyDictionary<string, string> Covariates, double AnswerDays, Func<double, double, IReadOnlyDictionary<string, double>, double> LogMeanDays, double LogSpread)
{
    /// <summary>Median survival, days.</summary>
    /// <param name="sizeMm">At the start.</param>
    /// <param name="change">Relative, at <see cref="AnswerDays"/>: −0.3 is a third smaller.</param>
    /// <param name="covariates">Those of <see cref="Covariates"/>.</param>
    public double MedianDays(double sizeMm, double change, IReadOnlyDictionary<string, double> covariates) => Math.Exp(LogMeanDays(sizeMm, change, covariates));

    /// <summary>Share of such patients who live at least so many days.</summary>
    /// <inheritdoc cref="MedianDays"/>
    public double Survival(double days, double sizeMm, double change, IReadOnlyDictionary<string, double> covariates) =>
        1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, (Math.Log(days) - LogMeanDays(sizeMm, change, covariates)) / LogSpread);
}

/// <summary>The survival models that drug files name.</summary>
public static class SurvivalModels
{
    private const double DaysPerMonth = 365.25 / 12;

    /// <summary>Second-line metastatic breast cancer under capecitabine and docetaxel, 888 patients; the coefficients of metastases and study count twice where there are more sites and in the later study.</summary>
    public static SurvivalModel BrunoBreast { get; } = new(
        "Bruno, Lindbom, Schaedeli Stark, et al., CPT Pharmacometrics Syst Pharmacol 1:e19, 2012, table 1",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["ECOG"] = "performance status, 0 or 1", ["MANY_SITES"] = "1: more than one metastatic site", ["EARLIER_STUDY"] = "1: as in the earlier study (SO14999), 0: the later one" },
        42,
        (size, change, known) =>
        {
            double Known(string name) => known.TryGetValue(name, out var value) ? value : 0;
            return Math.Log(DaysPerMonth) + 3.02 - .00231 * size - .801 * change - .352 * Known("ECOG") - .200 * (1 + Known("MANY_SITES")) + .131 * (2 - Known("EARLIER_STUDY"));
        },
        .773);

    /// <summary>By the name that files use.</summary>
    public static IReadOnlyDictionary<string, SurvivalModel> All { get; } = new Dictionary<string, SurvivalModel>(StringComparer.Ordinal) { ["bruno-2012-breast"] = BrunoBreast };
}
