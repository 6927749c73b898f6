using TwinGrid.Gateway.Api.Problems;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Pages.Trials;

/// <summary>What the pages about trials see, and all they may do. What the visitor may not see is answered as if it were not there.</summary>
public interface ITrialsView
{
    /// <summary>Trials, the newest first; null where the visitor may not know.</summary>
    Task<IReadOnlyList<TrialStanding>?> List();

    /// <summary>Protocols to begin from.</summary>
    Task<IReadOnlyList<TrialExample>> Examples();

    /// <summary>What a protocol comes to, or what is wrong with it. Nothing is started.</summary>
    Task<TrialCheck> Check(string protocol);

    /// <summary>Starts a trial, or says why not.</summary>
    Task<(TrialStanding? Started, Problem? Refused)> Start(string protocol, string? study);

    /// <summary>How far a trial is, as soon as that is another version; null where there is none.</summary>
    Task<TrialStanding?> Watch(string trial, long known);

    /// <summary>Ends it early.</summary>
    Task Cancel(string trial);

    /// <summary>A paper of a trial that is done; null where there is none.</summary>
    Task<byte[]?> Paper(string trial, TrialPaper paper);
}
