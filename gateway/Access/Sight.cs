using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>
/// What one request, stream or page may see: the place where every twin it comes to is decided on, at the moment it comes to it. Safe for concurrent use.
/// </summary>
/// <param name="confinedTo">The one twin that a token of <c>patient/</c> scopes is about; null where it is not confined.</param>
internal sealed class Sight(RouteRow row, Credential credential, Purpose purpose, TwinId? confinedTo, IAccessDecisions decisions, TimeProvider time)
{
    public Caller Caller { get; } = credential.Caller!;

    public RouteRow Row => row;

    public Purpose Purpose => purpose;

    /// <summary>Name of the device that asks; null for everybody else.</summary>
    public string? Device => credential.Device;

    /// <summary>True without identities: nobody is asked for anything.</summary>
    public bool SeesEverything => credential.IsDevelopment;

    /// <summary>The only twin that a list can hold; null where there may be others.</summary>
    public TwinId? Only => confinedTo ?? Caller.OwnTwin;

    /// <summary>From then on nothing is seen any more.</summary>
    public bool IsOver => !SeesEverything && time.GetUtcNow() >= credential.ExpiresAt;

    /// <summary>Twins that were shown, where the handler chose them; for the audit trail.</summary>
    public IReadOnlyList<TwinId>? Shown { get; set; }

    /// <summary>What was touched besides what the row says, where that depends on what was found; for the audit trail.</summary>
    public DataClass Touched { get; set; }

    /// <summary>Why, in the caller's own words, where a route asks for that; for the audit trail.</summary>
    public string? Reason { get; set; }

    /// <summary>The twin that the address names; for the audit trail.</summary>
    public IReadOnlyList<TwinId> Named { get; init; } = [];

    /// <summary>On what ground the gate let the request in.</summary>
    public AccessDecision Decision { get; set; } = new(true, AccessGround.RoleAlone, null, 0);

    /// <summary>The sight that the gate gave to a request.</summary>
    /// <exception cref="InvalidOperationException">The gate was not passed: a fault of the gateway, and nothing is answered.</exception>
    public static Sight Of(HttpContext context) => context.Features.Get<Sight>() ?? throw new InvalidOperationException("A handler was reached past the gate.");

    /// <summary>Decides on one twin.</summary>
    /// <param name="data">What of it is touched.</param>
    /// <exception cref="Exception">The grid did not answer: nothing is permitted.</exception>
    public ValueTask<AccessDecision> Decide(TwinId twin, DataClass data, CancellationToken cancel)
    {
        if (confinedTo is { } only && only != twin) return new(new AccessDecision(false, AccessGround.NothingPermits, null, 0));
        if (IsOver) return new(new AccessDecision(false, AccessGround.NotIdentified, null, 0));
        return row.WithoutConsent.Holds(Caller.Role) && !SeesEverything
            ? new(new AccessDecision(true, AccessGround.RoleAlone, null, 0))
            : decisions.Decide(new AccessRequest(Caller, twin, row.Operation, data, purpose), cancel);
    }

    /// <summary>Whether a twin may be seen now.</summary>
    public async ValueTask<bool> May(TwinId twin, DataClass data, CancellationToken cancel) => (await Decide(twin, data, cancel)).Permitted;

    /// <summary>Of several, those that may be seen now, in their order.</summary>
    public async ValueTask<IReadOnlyList<T>> Among<T>(IReadOnlyList<T> all, Func<T, TwinId> twinOf, DataClass data, CancellationToken cancel)
    {
        if (SeesEverything) return all;
        var seen = new List<T>();
        foreach (var one in all)
            if (await May(twinOf(one), data, cancel)) seen.Add(one);
        return seen;
    }
}
