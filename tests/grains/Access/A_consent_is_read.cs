using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Tests.Access;

/// <summary>Tables of what consents mean: who asks for what, and what is answered.</summary>
public sealed class A_consent_is_read
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Anna = TwinId.Parse("anna"), Ben = TwinId.Parse("ben");

    private static readonly Caller AnnaHerself = new("p-anna", Role.Patient, "app") { OwnTwin = Anna };
    private static readonly Caller BenHimself = new("p-ben", Role.Patient, "app") { OwnTwin = Ben };
    private static readonly Caller Device = new("d-1", Role.Device, "cgm") { OwnTwin = Anna };
    private static readonly Caller Nurse = new("n-1", Role.Clinician, "ward-app") { CareTeams = ["ward-7"] };
    private static readonly Caller Stranger = new("n-2", Role.Clinician, "ward-app") { CareTeams = ["ward-8"] };
    private static readonly Caller Researcher = new("r-1", Role.Researcher, "lab") { Study = "s1" };
    private static readonly Caller OtherStudy = new("r-2", Role.Researcher, "lab") { Study = "s2" };
    private static readonly Caller Officer = new("o-1", Role.PrivacyOfficer, "desk");
    private static readonly Caller Operator = new("op-1", Role.Operator, "desk");

    private static Provision Permit(params Provision[] exceptions) => new(true, [], [], DataClass.None, null, null, exceptions);

    private static Provision Deny(params Provision[] exceptions) => Permit(exceptions) with { Permits = false };

    private static readonly Provision Research = Permit() with { Purposes = [Purpose.Research] };

    private static readonly Dictionary<string, Provision[]> Consents = new(StringComparer.Ordinal)
    {
        ["none"] = [],
        ["research"] = [Research],
        ["research of vitals by s1"] = [Research with { Actors = [new(ActorKind.Study, "s1")], Data = DataClass.Vitals }],
        ["research but not forecasts"] = [Research with { Exceptions = [Deny() with { Data = DataClass.Forecasts }] }],
        ["research but not s2, though it may have vitals"] =
            [Research with { Exceptions = [Deny(Permit() with { Data = DataClass.Vitals }) with { Actors = [new(ActorKind.Study, "s2")] }] }],
        ["research permitted and denied"] = [Research, Deny() with { Purposes = [Purpose.Research] }],
        ["denied but for s1 permitted inside"] = [Research, Deny(Permit() with { Actors = [new(ActorKind.Study, "s1")] }) with { Purposes = [Purpose.Research] }],
        ["two exceptions that disagree"] = [Research with { Exceptions = [Deny(Permit()), Deny() with { Data = DataClass.Vitals }] }],
        ["research until noon"] = [Research with { To = Noon }],
        ["research from noon"] = [Research with { From = Noon }],
        ["research from one o'clock"] = [Research with { From = Noon.AddHours(1) }],
        ["nobody"] = [Deny()],
        ["not even in an emergency"] = [Deny() with { Purposes = [Purpose.Care, Purpose.Emergency] }],
        ["not ward 7"] = [Deny() with { Actors = [new(ActorKind.CareTeam, "ward-7")] }],
        ["not the genome for care"] = [Deny() with { Purposes = [Purpose.Care], Data = DataClass.Genome }],
        ["care by n-2"] = [Permit() with { Purposes = [Purpose.Care], Actors = [new(ActorKind.Person, "n-2")] }],
        ["vitals to ben"] = [Permit() with { Purposes = [Purpose.OwnUse], Actors = [new(ActorKind.Person, "p-ben")], Data = DataClass.Vitals }],
        ["research with the lab's program"] = [Research with { Actors = [new(ActorKind.Client, "lab")] }],
    };

    private static readonly Dictionary<string, AccessRequest> Requests = new(StringComparer.Ordinal)
    {
        ["anna reads all"] = new(AnnaHerself, Anna, Operation.Read, DataClass.Profile | DataClass.Vitals | DataClass.Accesses, Purpose.OwnUse),
        ["anna for research"] = new(AnnaHerself, Anna, Operation.Read, DataClass.Vitals, Purpose.Research),
        ["anna files consent"] = new(AnnaHerself, Anna, Operation.Update, DataClass.Consent, Purpose.OwnUse),
        ["ben reads vitals"] = new(BenHimself, Anna, Operation.Read, DataClass.Vitals, Purpose.OwnUse),
        ["ben writes vitals"] = new(BenHimself, Anna, Operation.Append, DataClass.Vitals, Purpose.OwnUse),
        ["ben reads accesses"] = new(BenHimself, Anna, Operation.Read, DataClass.Accesses, Purpose.OwnUse),
        ["device appends"] = new(Device, Anna, Operation.Append, DataClass.Vitals, Purpose.OwnUse),
        ["device reads"] = new(Device, Anna, Operation.Read, DataClass.Vitals, Purpose.OwnUse),
        ["device appends to ben"] = new(Device, Ben, Operation.Append, DataClass.Vitals, Purpose.OwnUse),
        ["nurse reads vitals"] = new(Nurse, Anna, Operation.Read, DataClass.Vitals, Purpose.Care),
        ["nurse reads a glance"] = new(Nurse, Anna, Operation.Read, DataClass.Profile | DataClass.Vitals | DataClass.Forecasts | DataClass.Alerts, Purpose.Care),
        ["nurse reads vitals and genome"] = new(Nurse, Anna, Operation.Read, DataClass.Vitals | DataClass.Genome, Purpose.Care),
        ["nurse handles an alert"] = new(Nurse, Anna, Operation.Update, DataClass.Alerts, Purpose.Care),
        ["nurse reads accesses"] = new(Nurse, Anna, Operation.Read, DataClass.Accesses, Purpose.Care),
        ["nurse files consent"] = new(Nurse, Anna, Operation.Update, DataClass.Consent, Purpose.Care),
        ["nurse hands over"] = new(Nurse, Anna, Operation.Update, DataClass.CareTeams, Purpose.Care),
        ["nurse for research"] = new(Nurse, Anna, Operation.Read, DataClass.Vitals, Purpose.Research),
        ["nurse in emergency"] = new(Nurse, Anna, Operation.Read, DataClass.Vitals, Purpose.Emergency),
        ["stranger reads vitals"] = new(Stranger, Anna, Operation.Read, DataClass.Vitals, Purpose.Care),
        ["stranger takes over"] = new(Stranger, Anna, Operation.Update, DataClass.CareTeams, Purpose.Care),
        ["s1 reads vitals"] = new(Researcher, Anna, Operation.Read, DataClass.Vitals, Purpose.Research),
        ["s1 reads forecasts"] = new(Researcher, Anna, Operation.Read, DataClass.Forecasts, Purpose.Research),
        ["s1 reads vitals and forecasts"] = new(Researcher, Anna, Operation.Read, DataClass.Vitals | DataClass.Forecasts, Purpose.Research),
        ["s1 for care"] = new(Researcher, Anna, Operation.Read, DataClass.Vitals, Purpose.Care),
        ["s1 writes"] = new(Researcher, Anna, Operation.Update, DataClass.Vitals, Purpose.Research),
        ["s2 reads vitals"] = new(OtherStudy, Anna, Operation.Read, DataClass.Vitals, Purpose.Research),
        ["s2 reads forecasts"] = new(OtherStudy, Anna, Operation.Read, DataClass.Forecasts, Purpose.Research),
        ["officer reads accesses"] = new(Officer, Anna, Operation.Read, DataClass.Accesses, Purpose.Operations),
        ["officer reads vitals"] = new(Officer, Anna, Operation.Read, DataClass.Vitals, Purpose.Operations),
        ["operator reads vitals"] = new(Operator, Anna, Operation.Read, DataClass.Vitals, Purpose.Operations),
        ["operator admits"] = new(Operator, Anna, Operation.Update, DataClass.CareTeams, Purpose.Operations),
        ["nothing in particular"] = new(Nurse, Anna, Operation.Read, DataClass.None, Purpose.Care),
    };

    [Theory]
    // What holds by default.
    [InlineData("none", "anna reads all", AccessGround.OwnRecord)]
    [InlineData("none", "anna files consent", AccessGround.OwnRecord)]
    [InlineData("none", "anna for research", AccessGround.NotForThisRole)]
    [InlineData("none", "ben reads vitals", AccessGround.NothingPermits)]
    [InlineData("none", "device appends", AccessGround.OwnDevice)]
    [InlineData("none", "device reads", AccessGround.NotForThisRole)]
    [InlineData("none", "device appends to ben", AccessGround.NotForThisRole)]
    [InlineData("none", "nurse reads vitals", AccessGround.CareTeam)]
    [InlineData("none", "nurse reads a glance", AccessGround.CareTeam)]
    [InlineData("none", "nurse handles an alert", AccessGround.CareTeam)]
    [InlineData("none", "nurse reads accesses", AccessGround.NotForThisRole)]
    [InlineData("none", "nurse files consent", AccessGround.NotForThisRole)]
    [InlineData("none", "nurse hands over", AccessGround.CareTeam)]
    [InlineData("none", "nurse for research", AccessGround.NothingPermits)]
    [InlineData("none", "nurse in emergency", AccessGround.GlassIsWhole)]
    [InlineData("none", "stranger reads vitals", AccessGround.NothingPermits)]
    [InlineData("none", "stranger takes over", AccessGround.NothingPermits)]
    [InlineData("none", "s1 reads vitals", AccessGround.NothingPermits)]
    [InlineData("none", "s1 for care", AccessGround.NotForThisRole)]
    [InlineData("none", "s1 writes", AccessGround.NotForThisRole)]
    [InlineData("none", "officer reads accesses", AccessGround.PrivacyReview)]
    [InlineData("none", "officer reads vitals", AccessGround.NotForThisRole)]
    [InlineData("none", "operator reads vitals", AccessGround.NotForThisRole)]
    [InlineData("none", "operator admits", AccessGround.RoleAlone)]
    [InlineData("none", "nothing in particular", AccessGround.NotForThisRole)]
    // Permissions, and how far they reach.
    [InlineData("research", "s1 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("research", "nurse for research", AccessGround.ConsentPermits)]
    [InlineData("research", "s1 writes", AccessGround.NotForThisRole)]
    [InlineData("research of vitals by s1", "s1 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("research of vitals by s1", "s1 reads forecasts", AccessGround.NothingPermits)]
    [InlineData("research of vitals by s1", "s1 reads vitals and forecasts", AccessGround.NothingPermits)]
    [InlineData("research of vitals by s1", "s2 reads vitals", AccessGround.NothingPermits)]
    [InlineData("research with the lab's program", "s2 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("care by n-2", "stranger reads vitals", AccessGround.ConsentPermits)]
    [InlineData("care by n-2", "stranger takes over", AccessGround.NothingPermits)]
    [InlineData("vitals to ben", "ben reads vitals", AccessGround.ConsentPermits)]
    [InlineData("vitals to ben", "ben writes vitals", AccessGround.NotForThisRole)]
    [InlineData("vitals to ben", "ben reads accesses", AccessGround.NotForThisRole)]
    // Nesting: an exception flips, one depth at a time; at equal depth a denial wins.
    [InlineData("research but not forecasts", "s1 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("research but not forecasts", "s1 reads forecasts", AccessGround.ConsentDenies)]
    [InlineData("research but not forecasts", "s1 reads vitals and forecasts", AccessGround.ConsentDenies)]
    [InlineData("research but not s2, though it may have vitals", "s1 reads forecasts", AccessGround.ConsentPermits)]
    [InlineData("research but not s2, though it may have vitals", "s2 reads forecasts", AccessGround.ConsentDenies)]
    [InlineData("research but not s2, though it may have vitals", "s2 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("research permitted and denied", "s1 reads vitals", AccessGround.ConsentDenies)]
    [InlineData("denied but for s1 permitted inside", "s1 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("denied but for s1 permitted inside", "s2 reads vitals", AccessGround.ConsentDenies)]
    [InlineData("two exceptions that disagree", "s1 reads vitals", AccessGround.ConsentDenies)]
    [InlineData("two exceptions that disagree", "s1 reads forecasts", AccessGround.ConsentPermits)]
    // Time: the start is included, the end is not.
    [InlineData("research until noon", "s1 reads vitals", AccessGround.NothingPermits)]
    [InlineData("research from noon", "s1 reads vitals", AccessGround.ConsentPermits)]
    [InlineData("research from one o'clock", "s1 reads vitals", AccessGround.NothingPermits)]
    // Denials of care, which never reach the patient himself.
    [InlineData("nobody", "anna reads all", AccessGround.OwnRecord)]
    [InlineData("nobody", "device appends", AccessGround.OwnDevice)]
    [InlineData("nobody", "nurse reads vitals", AccessGround.ConsentDenies)]
    [InlineData("nobody", "s1 reads vitals", AccessGround.ConsentDenies)]
    [InlineData("not ward 7", "nurse reads vitals", AccessGround.ConsentDenies)]
    [InlineData("not the genome for care", "nurse reads vitals", AccessGround.CareTeam)]
    [InlineData("not the genome for care", "nurse reads vitals and genome", AccessGround.ConsentDenies)]
    public void a_request_is_decided(string consent, string request, AccessGround ground)
    {
        var sheet = new ConsentSheet(consent == "none" ? null : new Consent("c1", 3, true, Noon, "p-anna", Consents[consent]), ["ward-7"], []);
        var decision = ConsentRules.Decide(sheet, Requests[request], Noon);
        decision.Ground.ShouldBe(ground);
        decision.Permitted.ShouldBe(ground < AccessGround.ConsentDenies);
        if (ground is AccessGround.ConsentPermits or AccessGround.ConsentDenies) (decision.ConsentId, decision.ConsentVersion).ShouldBe(("c1", 3));
    }

    [Theory]
    [InlineData("none", "stranger reads vitals", true)]
    [InlineData("none", "nurse in emergency", false)] // her colleague broke it
    [InlineData("nobody", "stranger reads vitals", true)]
    [InlineData("not even in an emergency", "stranger reads vitals", false)]
    [InlineData("none", "stranger takes over", false)]
    public void a_broken_glass_opens_to_the_one_who_broke_it_for_an_hour(string consent, string request, bool opens)
    {
        var sheet = new ConsentSheet(new Consent("c1", 1, true, Noon, "p-anna", Consents[consent]), ["ward-7"], [new BrokenGlass("g", "n-2", "why", Noon, Noon.AddHours(1))]);
        var asked = Requests[request];
        ConsentRules.Decide(sheet, asked, Noon.AddMinutes(59)).Permitted.ShouldBe(opens);
        if (opens) ConsentRules.Decide(sheet, asked with { Purpose = Purpose.Emergency }, Noon.AddMinutes(59)).Ground.ShouldBe(AccessGround.BrokenGlass);
        ConsentRules.Decide(sheet, asked, Noon.AddHours(1)).Permitted.ShouldBeFalse();
    }

    [Fact]
    public void a_withdrawn_consent_leaves_only_the_defaults()
    {
        var sheet = new ConsentSheet(new Consent("c1", 2, false, Noon, "p-anna", Consents["research"]), ["ward-7"], []);
        ConsentRules.Decide(sheet, Requests["s1 reads vitals"], Noon).ShouldBe(new AccessDecision(false, AccessGround.NothingPermits, "c1", 2));
        ConsentRules.Decide(sheet, Requests["nurse reads vitals"], Noon).Ground.ShouldBe(AccessGround.CareTeam);
    }

    [Fact]
    public void whatever_is_filed_a_denial_added_at_the_top_takes_access_away_and_never_gives_it()
    {
        foreach (var provisions in Consents.Values)
            foreach (var request in Requests.Values.Where(request => request.Caller.Role is Role.Researcher or Role.Clinician && request.Purpose != Purpose.Emergency))
            {
                if (request.Data is DataClass.CareTeams or DataClass.None) continue;
                var denied = new ConsentSheet(new Consent("c1", 1, true, Noon, "p-anna", [.. provisions, Deny()]), ["ward-7"], []);
                ConsentRules.Decide(denied, request, Noon).Permitted.ShouldBeFalse($"{request}");
            }
    }
}
