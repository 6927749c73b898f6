using TwinGrid.Watch;

namespace TwinGrid.Gateway.Pages.Ward;

/// <summary>The worklist at one moment.</summary>
/// <param name="Rows">Most urgent first; where there are more twins than can be kept at hand, only the most urgent.</param>
/// <param name="Total">How many twins there are.</param>
/// <param name="DesksSilent">How many desks do not answer just now: their rows may be old.</param>
/// <param name="Loaded">False until every desk answered once.</param>
public sealed record WardList(IReadOnlyList<TwinRow> Rows, int Total, int DesksSilent, bool Loaded)
{
    public static WardList Empty { get; } = new([], 0, 0, Loaded: false);
}
