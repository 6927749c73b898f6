using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>The rows of a desk as versions before 0.2 stored them, whole. Only read: <see cref="ListedTwins"/> is the book, stored as a row for each twin.</summary>
[GenerateSerializer, Alias("TwinGrid.DeskRoster")]
public sealed class DeskRoster
{
    /// <summary>By twin.</summary>
    [Id(0)] public Dictionary<string, TwinRow> Rows { get; init; } = [];
}
