using System.Numerics;

namespace TwinGrid.Access;

/// <summary>
/// What a consent means: pure, so that a gateway, a trial and a test decide alike. Default deny; a denial wins over a permission of equal depth; what stands inside a provision
/// is its exception. Two things hold by default: a patient has his own record, and his care teams care for him.
/// </summary>
public static class ConsentRules
{
    private const DataClass OfTheRecord = DataClass.Profile | DataClass.Vitals | DataClass.Forecasts | DataClass.Alerts | DataClass.Medication | DataClass.Genome;
    private const DataClass OfPrivacy = DataClass.Consent | DataClass.Accesses | DataClass.CareTeams | DataClass.Identity;
    private const DataClass OnlyLookedAt = DataClass.Consent | DataClass.Identity;

    /// <summary>Decides one request at one moment.</summary>
    public static AccessDecision Decide(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now)
    {
        var ground = Ground(sheet, request, now);
        var isByConsent = ground is AccessGround.CareTeam or AccessGround.ConsentPermits or AccessGround.ConsentDenies or AccessGround.NothingPermits;
        return new AccessDecision(Permits(ground), ground, isByConsent ? sheet.Consent?.Id : null, isByConsent ? sheet.Consent?.Version ?? 0 : 0);
    }

    /// <summary>Decides a request in which the patient's consent has no say; null where it has, and is to be asked.</summary>
    public static AccessDecision? WithoutConsent(in AccessRequest request) =>
        OfTheRole(request) is { } ground ? new AccessDecision(Permits(ground), ground, null, 0) : null;

    private static bool Permits(AccessGround ground) => ground < AccessGround.ConsentDenies;

    private static AccessGround Ground(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now) => OfTheRole(request) ?? request.Caller.Role switch
    {
        Role.Patient => IsLooking(request) && Within(request, OfTheRecord) ? ByProvisions(sheet, request, now) : AccessGround.NotForThisRole,
        Role.Clinician => OfClinician(sheet, request, now),
        Role.Researcher => request.Purpose is Purpose.Research or Purpose.PublicHealth && IsLooking(request) && Within(request, OfTheRecord)
            ? ByProvisions(sheet, request, now)
            : AccessGround.NotForThisRole,
        _ => AccessGround.NotForThisRole,
    };

    /// <summary>Where the patient's consent has no say; null where it has.</summary>
    private static AccessGround? OfTheRole(in AccessRequest request) => request.Caller.Role switch
    {
        Role.Developer => AccessGround.Development,
        Role.Patient when request.Caller.OwnTwin == request.Twin => request.Purpose == Purpose.OwnUse ? AccessGround.OwnRecord : AccessGround.NotForThisRole,
        Role.Device => request is { Operation: Operation.Append, Data: DataClass.Vitals } && request.Caller.OwnTwin == request.Twin ? AccessGround.OwnDevice : AccessGround.NotForThisRole,
        Role.PrivacyOfficer => request is { Purpose: Purpose.Operations, Operation: Operation.Read or Operation.Query } && Within(request, OfPrivacy)
            ? AccessGround.PrivacyReview
            : AccessGround.NotForThisRole,
        Role.Operator => request is { Purpose: Purpose.Operations, Data: DataClass.CareTeams } ? AccessGround.RoleAlone : AccessGround.NotForThisRole,
        _ => null,
    };

    private static AccessGround OfClinician(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now)
    {
        if (!Within(request, OfTheRecord | OnlyLookedAt | DataClass.CareTeams) || ((request.Data & OnlyLookedAt) != DataClass.None && !IsLooking(request))) return AccessGround.NotForThisRole;
        var caresFor = request.Caller.CareTeams.Any(team => sheet.CareTeams.Contains(team, StringComparer.Ordinal));
        switch (request.Purpose)
        {
            case Purpose.Care when Within(request, DataClass.CareTeams) && !IsLooking(request):
                return caresFor ? AccessGround.CareTeam : AccessGround.NothingPermits; // a team hands a patient over; the glass does not open that
            case Purpose.Care:
                var ground = Says(sheet, request, now) switch
                {
                    true => AccessGround.ConsentPermits,
                    false => AccessGround.ConsentDenies,
                    null => caresFor ? AccessGround.CareTeam : AccessGround.NothingPermits,
                };
                return Permits(ground) || InEmergency(sheet, request, now) is not AccessGround.BrokenGlass ? ground : AccessGround.BrokenGlass;
            case Purpose.Emergency:
                return InEmergency(sheet, request, now);
            case Purpose.Research or Purpose.PublicHealth when IsLooking(request):
                return ByProvisions(sheet, request, now);
            default:
                return AccessGround.NotForThisRole;
        }
    }

    /// <summary>The glass opens what a denial of care had closed; a denial that names emergencies keeps it closed.</summary>
    private static AccessGround InEmergency(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now)
    {
        if (Says(sheet, request with { Purpose = Purpose.Emergency }, now) is false) return AccessGround.ConsentDenies;
        foreach (var glass in sheet.Glasses)
            if (string.Equals(glass.By, request.Caller.Subject, StringComparison.Ordinal) && glass.At <= now && now < glass.Until) return AccessGround.BrokenGlass;
        return AccessGround.GlassIsWhole;
    }

    private static AccessGround ByProvisions(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now) => Says(sheet, request, now) switch
    {
        true => AccessGround.ConsentPermits,
        false => AccessGround.ConsentDenies,
        null => AccessGround.NothingPermits,
    };

    /// <summary>What the consent says of a request that may touch several kinds of data: one denied kind denies all, one that nothing permits leaves all without an answer.</summary>
    private static bool? Says(ConsentSheet sheet, in AccessRequest request, DateTimeOffset now)
    {
        if (sheet.Consent is not { IsActive: true, Provisions: { Count: > 0 } provisions }) return null;
        bool? all = true;
        for (var rest = (uint)request.Data; rest != 0; rest &= rest - 1)
        {
            var kind = (DataClass)(1u << BitOperations.TrailingZeroCount(rest));
            switch (Says(provisions, request, kind, now))
            {
                case false: return false;
                case null: all = null; break;
            }
        }
        return request.Data == DataClass.None ? null : all;
    }

    private static bool? Says(IReadOnlyList<Provision> provisions, in AccessRequest request, DataClass kind, DateTimeOffset now)
    {
        bool? said = null;
        for (var i = 0; i < provisions.Count; i++)
        {
            var provision = provisions[i];
            if (!Covers(provision, request, kind, now)) continue;
            if (!(Says(provision.Exceptions, request, kind, now) ?? provision.Permits)) return false;
            said = true;
        }
        return said;
    }

    private static bool Covers(Provision provision, in AccessRequest request, DataClass kind, DateTimeOffset now) =>
        (provision.Data == DataClass.None || (provision.Data & kind) != DataClass.None)
        && (provision.From is not { } from || from <= now) && (provision.To is not { } to || now < to)
        && (provision.Purposes.Count == 0 ? request.Purpose != Purpose.Emergency : provision.Purposes.Contains(request.Purpose))
        && (provision.Actors.Count == 0 || IsAny(provision.Actors, request.Caller));

    private static bool IsAny(IReadOnlyList<Actor> actors, Caller caller)
    {
        foreach (var actor in actors)
        {
            var fits = actor.Kind switch
            {
                ActorKind.Person => string.Equals(actor.Id, caller.Subject, StringComparison.Ordinal),
                ActorKind.CareTeam => caller.CareTeams.Contains(actor.Id, StringComparer.Ordinal),
                ActorKind.Study => string.Equals(actor.Id, caller.Study, StringComparison.Ordinal),
                ActorKind.Client => string.Equals(actor.Id, caller.ClientId, StringComparison.Ordinal),
                _ => false,
            };
            if (fits) return true;
        }
        return false;
    }

    private static bool IsLooking(in AccessRequest request) => request.Operation is Operation.Read or Operation.Query or Operation.Watch or Operation.Export;

    private static bool Within(in AccessRequest request, DataClass kinds) => request.Data != DataClass.None && (request.Data & ~kinds) == DataClass.None;
}
