using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>
/// The twins of a desk with their newest rows. Who is enrolled is saved at once; what the rows show is saved from time to time, for the twins report it anew.
/// </summary>
[GenerateSerializer, Alias("TwinGrid.DeskRoster")]
public sealed class DeskRoster
{
    [Id(0)] private Dictionary<string, TwinRow> _rows = [];

    /// <summary>How often changed rows are saved.</summary>
    public static TimeSpan SavedEvery { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes a row in; false when a newer one stands.</summary>
    public bool Report(TwinRow row)
    {
        if (_rows.TryGetValue(row.TwinId.Value, out var standing) && standing.Version > row.Version) return false;
        _rows[row.TwinId.Value] = row;
        return true;
    }

    /// <summary>The most urgent rows, most urgent first; among equals by id, so that the order stands still.</summary>
    public WorklistPage MostUrgent(int limit) => new(
        [.. _rows.Values.OrderByDescending(row => row.Urgency).ThenBy(row => row.TwinId.Value, StringComparer.Ordinal).Take(limit)], _rows.Count);
}
