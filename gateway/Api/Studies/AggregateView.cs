using TwinGrid.Disclosure.Noise;
using TwinGrid.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>An answer with noise in it, ε-private for each person.</summary>
/// <param name="Value">Of sum and mean, in the unit; null for a mean of fewer than ten.</param>
/// <param name="Count">How many, with noise; null below ten.</param>
/// <param name="Quantiles">Read off the noisy bins.</param>
/// <param name="Epsilon">What it cost.</param>
/// <param name="Noise">How much noise there is in each part.</param>
public sealed record AggregateView(
    string Kind, string? Of, string? Unit, double? Value, long? Count, IReadOnlyList<BinView>? Bins, IReadOnlyList<QuantileView>? Quantiles, decimal Epsilon, IReadOnlyList<NoiseView> Noise)
{
    /// <summary>How the study's account stands after it.</summary>
    public BudgetSum? Budget { get; init; }
}

/// <param name="From">Included; in the first bin also what is below.</param>
/// <param name="To">Not included; in the last bin also what is above.</param>
/// <param name="Count">With noise; null below ten.</param>
public sealed record BinView(double From, double To, long? Count);

/// <param name="Value">Null when nothing was counted.</param>
public sealed record QuantileView(double Level, double? Value);

/// <summary>Discrete Laplace noise of scale sensitivity ÷ ε.</summary>
/// <param name="Sensitivity">What one person changes the exact number by at most.</param>
/// <param name="TypicalError">Half of all noise is within this.</param>
public sealed record NoiseView(string Part, double Sensitivity, decimal Epsilon, double TypicalError);

/// <summary>What a study may spend, has spent, and has left.</summary>
public sealed record BudgetSum(decimal Total, decimal Spent, decimal Left)
{
    internal static BudgetSum Of(LedgerStanding standing) =>
        new(Ones(standing.BudgetMillionths), Ones(standing.SpentMillionths), Ones(Math.Max(0, standing.BudgetMillionths - standing.SpentMillionths)));

    internal static decimal Ones(long millionths) => (decimal)millionths / Epsilon.PerOne;
}

/// <summary>A study's account.</summary>
/// <param name="Questions">How many questions were asked.</param>
/// <param name="Newest">The newest hundred, newest first.</param>
public sealed record BudgetView(string Study, BudgetSum Budget, long Questions, IReadOnlyList<SpentView> Newest)
{
    internal static BudgetView Of(string study, LedgerStanding standing) => new(
        study, BudgetSum.Of(standing), standing.Questions, [.. standing.Newest.Select(entry => new SpentView(entry.At, BudgetSum.Ones(entry.Millionths), entry.By, entry.Question))]);
}

/// <summary>What one question cost.</summary>
public sealed record SpentView(DateTimeOffset At, decimal Epsilon, string By, string Question);
