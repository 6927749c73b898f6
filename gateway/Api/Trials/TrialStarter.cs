using System.Security.Cryptography;
using System.Text;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Studies;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Starts trials for those who may. Safe for concurrent use.</summary>
internal sealed class TrialStarter(IGrainFactory grains, OpenStudies open)
{
    private const int FaultsShown = 100;

    /// <summary>The trial, or why there is none.</summary>
    /// <param name="protocol">As it was written.</param>
    /// <param name="study">The study it is for; null for the caller's own, or none.</param>
    /// <param name="key">Names the order: sent again with it, it is the same trial. Null: each is another.</param>
    /// <param name="caller">Who orders it.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancel">The caller is gone.</param>
    public async Task<Reading<TrialStanding>> Start(string protocol, string? study, string? key, Caller caller, string requestId, CancellationToken cancel)
    {
        if (caller.Role == Role.Researcher)
        {
            if (study is not null && study != caller.Study) return Problem.Of(ProblemKind.NotPermitted, "The token is for another study.");
            study = caller.Study;
        }
        if (study is not null && StudyIds.Fault(study) is { } fault) return fault;
        var check = await grains.GetGrain<ITrialReviewer>(0).Check(protocol);
        if (check.Outline is not { } outline) return Problem.Fields([.. check.Faults.Take(FaultsShown).Select(Shown)]);
        if (outline.IsOfGrid && await Objection(study, caller, cancel) is { } objection) return objection;
        var answer = await grains.GetGrain<ITrialBook>(0).Order(new TrialOrder(IdOf(caller, key), protocol, study, caller, requestId));
        if (answer.IsTooMany) return Problem.Of(ProblemKind.Overloaded, "As many trials run as may at once. Cancel one, or try again later.", 60);
        return answer.Taken is { } taken ? taken : Problem.Fields([.. answer.Faults.Select(Shown)]);
    }

    /// <summary>A protocol's fault as the API shows it.</summary>
    public static FieldError Shown(TrialFault fault) => new(fault.Field, fault.Reason) { Line = fault.Line };

    /// <summary>Patients take part in their study's trials, which those start who may look at their data.</summary>
    private async Task<Problem?> Objection(string? study, Caller caller, CancellationToken cancel)
    {
        if (caller.Role == Role.Operator) return Problem.Of(ProblemKind.NotPermitted, "The grid's own patients take part in trials of a study: one of its researchers starts them.");
        return study is null ? Problem.Field("study", "must be named where the grid's own patients take part: ?study=ID") : await open.Objection(study, cancel);
    }

    private static string IdOf(Caller caller, string? key) =>
        Convert.ToHexStringLower(key is null ? RandomNumberGenerator.GetBytes(16) : SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Subject}\n{caller.Study}\n{key}")).AsSpan(0, 16));
}
