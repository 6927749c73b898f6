using TwinGrid.Access;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Tests.Access;

public sealed class A_consent_is_filed : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private static readonly Provision ToResearch = new(true, [Purpose.Research], [], DataClass.None, null, null, []);
    private static readonly AccessRequest ByResearcher = new(new Caller("r-1", Role.Researcher, "lab") { Study = "s1" }, TwinId.Parse("anna"), Operation.Read, DataClass.Vitals, Purpose.Research);

    private IPatientConsent Anna => _bed.Grains.GetGrain<IPatientConsent>("anna");

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task it_decides_from_the_next_request_on_and_survives_its_silo()
    {
        (await Anna.Decide(ByResearcher)).Permitted.ShouldBeFalse();
        (await Anna.File(true, [ToResearch], "p-anna", replaces: 0)).Taken.ShouldBeTrue();
        (await Anna.Decide(ByResearcher)).Permitted.ShouldBeTrue();
        await _bed.Lose(Anna);
        (await Anna.Decide(ByResearcher)).Permitted.ShouldBeTrue();
        (await Anna.File(false, [], "p-anna", replaces: 1)).Standing!.Version.ShouldBe(2);
        (await Anna.Decide(ByResearcher)).ShouldBe(new AccessDecision(false, AccessGround.NothingPermits, (await Anna.Filed(1))!.Id, 2));
        (await Anna.Filed(1))!.Provisions.ShouldHaveSingleItem().Purposes.ShouldBe([Purpose.Research]);
    }

    [Fact]
    public async Task a_version_that_was_replaced_in_between_is_not_overwritten()
    {
        await Anna.File(true, [ToResearch], "p-anna", replaces: null);
        var late = await Anna.File(true, [], "p-anna", replaces: 0);
        late.Taken.ShouldBeFalse();
        late.Standing!.Version.ShouldBe(1);
        (await Anna.Decide(ByResearcher)).Permitted.ShouldBeTrue();
    }

    [Fact]
    public async Task a_withdrawal_is_answered_when_the_last_lease_on_what_stood_before_has_ended()
    {
        await Anna.File(true, [ToResearch], "p-anna", replaces: null);
        await Anna.Lease();
        var leasedAt = TimeProvider.System.GetTimestamp();
        await Anna.File(false, [], "p-anna", replaces: null);
        TimeProvider.System.GetElapsedTime(leasedAt).ShouldBeGreaterThan(IPatientConsent.LeaseTime - TimeSpan.FromMilliseconds(50)); // the lease was given a moment before
    }

    [Fact]
    public async Task new_leases_are_given_on_the_new_version_while_the_old_ones_end()
    {
        await Anna.File(true, [ToResearch], "p-anna", replaces: null);
        await Anna.Lease();
        var filing = Anna.File(false, [], "p-anna", replaces: null);
        while ((await Anna.Lease()).Consent!.Version == 1) await Task.Yield();
        filing.IsCompleted.ShouldBeFalse();
        await filing;
    }

    [Fact]
    public async Task care_teams_come_and_go()
    {
        (await Anna.SetTeam("ward-7", cares: true)).ShouldBe(["ward-7"]);
        (await Anna.SetTeam("clinic", cares: true)).ShouldBe(["clinic", "ward-7"]);
        await _bed.Lose(Anna);
        (await Anna.Lease()).CareTeams.ShouldBe(["clinic", "ward-7"]);
        (await Anna.SetTeam("ward-7", cares: false)).ShouldBe(["clinic"]);
    }

    [Fact]
    public async Task teams_that_were_set_before_there_were_lists_come_into_their_lists_once()
    {
        var census = _bed.Grains.GetGrain<ICareTeamCensus>(0);
        var ward = _bed.Grains.GetGrain<ICareTeamRoster>("ward-7");
        string[] patients = [.. Enumerable.Range(0, 230).Select(number => $"p{number:000}")];
        await Task.WhenAll(patients.Select(patient => _bed.Grains.GetGrain<IPatientConsent>(patient).SetTeam("ward-7", cares: true))); // each waits for its leases
        foreach (var patient in patients) await ward.Set(TwinId.Parse(patient), cares: false); // as an earlier version left it
        (await ward.Twins()).ShouldBeEmpty();

        (await census.Step()).ShouldBeFalse();
        await _bed.Lose(census);
        var steps = 1;
        while (!await census.Step()) steps++;

        steps.ShouldBe(2);
        (await ward.Twins()).Select(twin => twin.Value).Order(StringComparer.Ordinal).ShouldBe(patients);
        await ward.Set(TwinId.Parse(patients[0]), cares: false);
        (await census.Step()).ShouldBeTrue();
        (await ward.Twins()).Count.ShouldBe(patients.Length - 1);
    }

    [Fact]
    public async Task a_broken_glass_puts_the_twin_into_the_list_of_who_broke_it_while_it_lasts()
    {
        var (hers, others) = (_bed.Grains.GetGrain<IOpenedTwins>("n-2"), _bed.Grains.GetGrain<IOpenedTwins>("n-3"));
        await Anna.BreakGlass("n-2", "unconscious");
        _bed.Clock.Now += TimeSpan.FromMinutes(30);
        await _bed.Grains.GetGrain<IPatientConsent>("bert").BreakGlass("n-2", "unconscious too");
        await _bed.Lose(hers);
        (await hers.Twins()).Select(twin => twin.Value).ShouldBe(["anna", "bert"]);
        (await others.Twins()).ShouldBeEmpty();
        _bed.Clock.Now += TimeSpan.FromMinutes(30);
        (await hers.Twins()).Select(twin => twin.Value).ShouldBe(["bert"]);
        await Anna.BreakGlass("n-2", "again");
        (await hers.Twins()).Count.ShouldBe(2);
        _bed.Clock.Now += TimeSpan.FromMinutes(61);
        (await hers.Twins()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_broken_glass_tells_the_privacy_officer_and_closes_after_an_hour()
    {
        var request = new AccessRequest(new Caller("n-2", Role.Clinician, "app"), TwinId.Parse("anna"), Operation.Read, DataClass.Vitals, Purpose.Emergency);
        (await Anna.Decide(request)).Ground.ShouldBe(AccessGround.GlassIsWhole);
        var glass = await Anna.BreakGlass("n-2", "unconscious");
        (await Anna.Decide(request)).Ground.ShouldBe(AccessGround.BrokenGlass);
        var desk = _bed.Grains.GetGrain<IPrivacyDesk>(0);
        var notice = (await desk.Notices(10)).ShouldHaveSingleItem();
        (notice.Twin.Value, notice.Glass, notice.ReviewedAt).ShouldBe(("anna", glass, null));
        _bed.Clock.Now += TimeSpan.FromHours(1);
        (await Anna.Decide(request)).Ground.ShouldBe(AccessGround.GlassIsWhole);
        (await Anna.Lease()).Glasses.ShouldBeEmpty();
        (await Anna.Glasses()).ShouldBe([glass]);
        (await desk.Review(glass.Id, "o-1", "justified"))!.ReviewedBy.ShouldBe("o-1");
        (await desk.Review(glass.Id, "o-2", "not so"))!.Finding.ShouldBe("justified");
        await _bed.Lose(desk);
        (await desk.Notices(10)).ShouldHaveSingleItem().Finding.ShouldBe("justified");
        (await desk.Review("unheard-of", "o-1", "x")).ShouldBeNull();
    }
}
