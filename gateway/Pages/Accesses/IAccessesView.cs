using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Pages.Accesses;

/// <summary>What the pages see of the books of accesses.</summary>
public interface IAccessesView
{
    /// <summary>Who looked at a patient's data; null where the visitor may not know, or no such patient is registered.</summary>
    /// <param name="after">Where the page before ended; null for the newest.</param>
    Task<AccessesShown?> Of(TwinId twin, string? after);
}

/// <summary>A page of the book, and the emergencies.</summary>
public sealed record AccessesShown(AccessPage Page, IReadOnlyList<BrokenGlass> Glasses);
