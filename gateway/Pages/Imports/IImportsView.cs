using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Pages.Imports;

/// <summary>What the page of imports may do to the grid.</summary>
public interface IImportsView
{
    /// <summary>The visitor's own twin; null for whoever has none.</summary>
    Task<string?> OwnTwin();

    /// <summary>Takes a file in, as who looks at the page may: what became of it, or why nothing did.</summary>
    /// <param name="file">From where it stands to its end.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="twin">Whose it is; null where the file says so.</param>
    /// <param name="progress">Is told how far it has come.</param>
    Task<(FileView? Taken, Problem? Refused)> Take(Stream file, long length, string? twin, ImportProgress progress, CancellationToken cancel);
}
