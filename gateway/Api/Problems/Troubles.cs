using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Patients;
using TwinGrid.Vault;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Problems;

/// <summary>What an exception means to the one who asked. Says nothing of the gateway's insides.</summary>
internal static class Troubles
{
    public static Problem Of(Exception error) => error switch
    {
        PatientErasedException => Problem.Of(ProblemKind.UnknownTwin, "There is no such twin. Nothing was written."),
        VitalsLogBusyException => Problem.Of(ProblemKind.Overloaded, "Too many packets wait for the vitals log; nothing was written. Send the packet again later.", 1),
        VitalsLogException => Problem.Of(ProblemKind.LogUnavailable, "The packet may or may not have been written. Send it again with the same sequence.", 2),
        AuditUnavailableException => Problem.Of(ProblemKind.AuditUnavailable, "The audit trail cannot be written, so nothing is shown. Try again.", 2),
        VaultException => Problem.Of(ProblemKind.VaultUnavailable, "The identity vault cannot be asked; the cause stands in the gateway's log. Try again.", 2),
        LimitExceededException or GatewayTooBusyException => Problem.Of(ProblemKind.Overloaded, "Too many requests wait for this twin. Try again later.", 1),
        WakeRefusedException => Problem.Of(ProblemKind.Overloaded, "Many twins wake at once and this one must wait its turn. Try again later.", 1),
        OrleansException or TimeoutException => Problem.Of(ProblemKind.GridUnavailable, "The grid did not answer in time. Try again.", 2),
        BadHttpRequestException bad => Problem.Of(ProblemKind.OfStatus(bad.StatusCode), "The request could not be read."),
        _ => Problem.Of(ProblemKind.Internal, "The gateway failed; the cause stands in its log. Repeating a packet with the same sequence is safe."),
    };

    /// <summary>True for what an operator must look into; the rest happens in normal life.</summary>
    public static bool IsFault(Problem problem) => problem.Status == 500 || problem.Type == Problem.Of(ProblemKind.VaultUnavailable, "").Type;
}
