using System.Collections.Concurrent;
using TwinGrid.Access;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Decides as it is told, and keeps what it was asked.</summary>
public sealed class Verdicts : IAccessDecisions
{
    public ConcurrentQueue<AccessRequest> Asked { get; } = new();

    /// <summary>The rule; unless set, the developer may and nobody else.</summary>
    public Func<AccessRequest, bool> Rule { get; set; } = request => request.Caller.Role == Role.Developer;

    /// <summary>Thrown instead of an answer when set.</summary>
    public Exception? Fault { get; set; }

    public ValueTask<AccessDecision> Decide(AccessRequest request, CancellationToken cancel)
    {
        Asked.Enqueue(request);
        if (Fault is { } fault) throw fault;
        return new(Rule(request) ? new AccessDecision(true, AccessGround.ConsentPermits, "c1", 1) : new AccessDecision(false, AccessGround.NothingPermits, null, 0));
    }
}
