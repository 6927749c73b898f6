using TwinGrid.Physiology.Tumours;
using TwinGrid.Trials.Populations;
using TwinGrid.Trials.Protocols;

namespace TwinGrid.Trials.Conduct;

/// <summary>How long a patient lives, from how the tumour answers: a log-normal time.</summary>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="AnswerDays">When the tumour's change is read; 0: it is not.</param>
/// <param name="UsesTime">Whether it reads the days until growth.</param>
/// <param name="LogDays">Mean and standard deviation of the logarithm of survival in days, from the patient's variables, size at the start (mm), relative change, days until growth.</param>
internal sealed record SurvivalLink(string Source, double AnswerDays, bool UsesTime, Func<double[], double, double, double, (double Mean, double Spread)> LogDays)
{
    /// <summary>Place of the variable that is 0 where a tumour cannot be followed; below 0: all can.</summary>
    private int Evaluable { get; init; } = -1;

    /// <summary>Whether visits see the patient's tumour.</summary>
    /// <param name="patient">The patient's variables.</param>
    public bool Follows(double[] patient) => Evaluable < 0 || patient[Evaluable] != 0;

    /// <summary>Claret 2014.</summary>
    /// <param name="asian">Place of the variable, 1 or 0.</param>
    /// <param name="smoker">Place of the variable, 1 or 0.</param>
    /// <param name="evaluable">Place of the variable that is 0 where a tumour cannot be followed; below 0: all can.</param>
    /// <param name="albumin">Place of the variable, g/L; read where a tumour cannot be followed.</param>
    public static SurvivalLink Claret2014(int asian, int smoker, int evaluable, int albumin) => new(
        "Claret, Lu, Bruno, et al., Clin Pharmacol Ther 95:446, 2014, tables 3 and S2", 0, true,
        (patient, size, _, days) => evaluable >= 0 && patient[evaluable] == 0
            ? (TumourSurvival.UnseenLogMean(patient[albumin]), TumourSurvival.UnseenLogSpread)
            : (TumourSurvival.LogMean(size, days, patient[asian] > 0, patient[smoker] > 0), TumourSurvival.LogSpread)) { Evaluable = evaluable };

    /// <summary>A model of the library.</summary>
    /// <param name="model">Which.</param>
    /// <param name="places">Where its covariates stand among the variables.</param>
    public static SurvivalLink Library(SurvivalModel model, IReadOnlyDictionary<string, int> places) => new(
        model.Source, model.AnswerDays, false,
        (patient, size, change, _) => (model.LogMeanDays(size, change, places.ToDictionary(place => place.Key, place => patient[place.Value], StringComparer.Ordinal)), model.LogSpread));

    /// <summary>As the protocol says it: a formula over the patient's variables, then size, change and timeToGrowth.</summary>
    public static SurvivalLink Written(Formula logDays, double answerDays, double spread, string source) => new(
        source, answerDays, logDays.Names.Contains("timeToGrowth", StringComparer.Ordinal), (patient, size, change, days) => (logDays.Of([.. patient, size, change, days]), spread));

    /// <summary>Names that a written formula knows beside the variables.</summary>
    public static IReadOnlyList<Variable> OfTumour { get; } = [new Variable.Fixed("size", 90), new Variable.Fixed("change", 0), new Variable.Fixed("timeToGrowth", 100)];
}
