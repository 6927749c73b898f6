using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Pages.Imports;

/// <summary>A file that was dropped on the page, and what becomes of it.</summary>
/// <param name="Name">As the visitor's machine calls it; it is shown there and told nobody else.</param>
public sealed record DroppedFile(string Name)
{
    public ImportProgress Progress { get; } = new();

    public FileView? Taken { get; set; }

    public Problem? Refused { get; set; }

    public bool IsDone => Taken is not null || Refused is not null;
}
