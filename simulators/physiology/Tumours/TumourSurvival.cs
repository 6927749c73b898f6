using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Tumours;

/// <summary>How long a patient with advanced lung cancer lives, from how the tumour answers: size at the start and time until it grows again.</summary>
/// <remarks>Claret, Lu, Bruno, et al., Clin Pharmacol Ther 95:446, 2014 (bevacizumab and motesanib trials); KDE and λ as in its erratum. Time in days.</remarks>
public static class TumourSurvival
{
    /// <summary>Standard deviation of the logarithm of survival.</summary>
    public static readonly double LogSpread = Math.Exp(-.24);

    /// <summary>Standard deviation of the logarithm of survival of patients whose tumour could not be followed.</summary>
    public static readonly double UnseenLogSpread = Math.Exp(.502);

    /// <summary>The mean of the logarithm of survival in days of patients whose tumour could not be followed: 156 of the 1,090. The drug makes no difference to them.</summary>
    /// <remarks>Supplementary table S2 of the same paper.</remarks>
    /// <param name="albumin">In serum, g/L.</param>
    public static double UnseenLogMean(double albumin) => .681 + .108 * albumin;

    /// <summary>Standard deviation of a measured size, mm.</summary>
    public const double SizeError = 7.849;

    /// <summary>A tumour's answer under constant treatment.</summary>
    /// <param name="SizeMm">At the start: the sum of the longest diameters.</param>
    /// <param name="Growth">1/day.</param>
    /// <param name="Kill">1/day, at the start.</param>
    /// <param name="Resistance">How fast the kill is lost, 1/day.</param>
    public readonly record struct Answer(double SizeMm, double Growth, double Kill, double Resistance)
    {
        /// <summary>The typical patient.</summary>
        public static Answer Typical => new(90, .00107, .0103, .0193);

        /// <summary>The size at a time.</summary>
        public double At(double day) => SizeMm * Math.Exp(Growth * day - Kill / Resistance * (1 - Math.Exp(-Resistance * day)));

        /// <summary>When it grows again; 0 where it grows from the start.</summary>
        public double TimeToGrowth => Math.Max(Math.Log(Kill / Growth) / Resistance, 0);

        /// <summary>A patient drawn from the population.</summary>
        /// <param name="noise">Whose numbers.</param>
        /// <param name="patient">Which.</param>
        /// <param name="purpose">Which of his numbers: one a parameter.</param>
        public static Answer Draw(CounterNoise noise, long patient, int purpose) => Of(
            noise.Normal(patient, 0, purpose), noise.Normal(patient, 1, purpose), noise.Normal(patient, 2, purpose), noise.Normal(patient, 3, purpose));

        /// <summary>A patient drawn from the population.</summary>
        /// <param name="noise">Whose numbers.</param>
        /// <param name="patient">Which.</param>
        public static Answer Draw(CounterNoise noise, int patient) => Of(noise.Normal(0, patient, 0), noise.Normal(0, patient, 1), noise.Normal(0, patient, 2), noise.Normal(0, patient, 3));

        private static Answer Of(double size, double growth, double kill, double resistance) => new(
            90 * Math.Exp(.683 * size), .00107 * Math.Exp(1.18 * growth), .0103 * Math.Exp(.679 * kill), .0193 * Math.Exp(.797 * resistance));
    }

    /// <summary>The mean of the logarithm of survival in days.</summary>
    /// <param name="answer">The tumour's.</param>
    /// <param name="isAsian">Patients from Asia lived longer.</param>
    /// <param name="hasSmoked">Ever.</param>
    public static double LogMean(Answer answer, bool isAsian, bool hasSmoked) => LogMean(answer.SizeMm, answer.TimeToGrowth, isAsian, hasSmoked);

    /// <summary>The mean of the logarithm of survival in days.</summary>
    /// <param name="sizeMm">At the start.</param>
    /// <param name="timeToGrowth">Days; below 0 where it grew from the start on, and above −100.</param>
    /// <param name="isAsian">Patients from Asia lived longer.</param>
    /// <param name="hasSmoked">Ever.</param>
    public static double LogMean(double sizeMm, double timeToGrowth, bool isAsian, bool hasSmoked) =>
        1.079 - .00197 * sizeMm + .97695 * Math.Log(timeToGrowth + 100) + (isAsian ? .319 : 0) - (hasSmoked ? .264 : 0);

    /// <summary>Median survival, days.</summary>
    /// <inheritdoc cref="LogMean(Answer, bool, bool)"/>
    public static double MedianDays(Answer answer, bool isAsian, bool hasSmoked) => Math.Exp(LogMean(answer, isAsian, hasSmoked));

    /// <summary>Share of such patients who live at least so many days.</summary>
    public static double Survival(double days, Answer answer, bool isAsian, bool hasSmoked) =>
        1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, (Math.Log(days) - LogMean(answer, isAsian, hasSmoked)) / LogSpread);
}
