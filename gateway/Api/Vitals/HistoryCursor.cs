using System.Globalization;
using TwinGrid.Gateway.Api.Bodies;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Where reading a history goes on: an instant, and how many samples of that very instant were already given (several devices may share one).</summary>
internal readonly record struct HistoryCursor(DateTimeOffset At, int Given)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instants.Format(At)}~{Given}");

    public static HistoryCursor? Parse(string text)
    {
        var parts = text.Replace(' ', '+').Split('~');
        return parts.Length == 2 && Instants.TryParse(parts[0], out var at)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= 100_000
            ? new HistoryCursor(at, given)
            : null;
    }

    /// <summary>The place after the last of the samples given.</summary>
    /// <param name="from">Where they were read from.</param>
    public static HistoryCursor After(IReadOnlyList<DateTimeOffset> observedAt, HistoryCursor from)
    {
        var last = observedAt[^1];
        var given = observedAt.Reverse().TakeWhile(at => at == last).Count();
        return new HistoryCursor(last, last == from.At ? from.Given + given : given);
    }
}
