namespace TwinGrid.Physiology.Trends;

/// <summary>How well a trend told readings it had not seen, beside those who know less. Errors in the sign's unit.</summary>
/// <param name="Looks">How many readings were told.</param>
/// <param name="Rmse">Root mean square error of the median told.</param>
/// <param name="MeanError">Mean absolute error of the median told.</param>
/// <param name="Persistence">Root mean square error of the last reading.</param>
/// <param name="PersistenceMeanError">Mean absolute error of the last reading.</param>
/// <param name="RunningMean">Root mean square error of the mean of the last eight readings.</param>
/// <param name="Linear">Root mean square error of a 30-lag linear autoregression fitted to the first half; null where it cannot be fitted.</param>
/// <param name="Covered">Share of readings within the 90 % band.</param>
public sealed record TrendScore(int Looks, double Rmse, double MeanError, double Persistence, double PersistenceMeanError, double RunningMean, double? Linear, double Covered);
