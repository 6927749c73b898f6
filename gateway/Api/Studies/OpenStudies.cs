using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Api.Studies;

/// <summary>Which studies may look at data: those that are registered, and today is one of their days. Safe for concurrent use.</summary>
internal sealed class OpenStudies(IStudies studies, TimeProvider time)
{
    /// <summary>Why a study may not look at data now; null when it may.</summary>
    public async Task<Problem?> Objection(string study, CancellationToken cancel)
    {
        if (!Study.IsId(study)) return Problem.Field("study", TwinIds.Form);
        if (await studies.Find(study, cancel) is not { } found) return Problem.Of(ProblemKind.UnknownStudy, "No such study is registered.");
        if (found.KeyDestroyedAt is not null) return Problem.Of(ProblemKind.StudyClosed, "The study's key was destroyed: it looks at nothing any more.");
        return found.IsOpen(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) ? null
            : Problem.Of(ProblemKind.StudyClosed, $"The study may look at data from {found.FirstDay:yyyy-MM-dd} to {found.LastDay:yyyy-MM-dd} while it is active; it is {found.Status.ToString().ToLowerInvariant()}.");
    }
}
