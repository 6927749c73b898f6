using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;
using Microsoft.Extensions.Time.Testing;

namespace TwinGrid.Gateway.Tests.Consents;

public sealed class A_consent_is_asked
{
    private static readonly AccessRequest ByResearcher = new(new Caller("r-1", Role.Researcher, "lab"), TwinId.Parse("p1"), Operation.Read, DataClass.Vitals, Purpose.Research);
    private static readonly Provision ToResearch = new(true, [Purpose.Research], [], DataClass.None, null, null, []);

    private readonly FakeGrid _grid = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AccessDecisions _decisions;

    public A_consent_is_asked() => _decisions = new AccessDecisions(_grid.Factory, _time);

    [Fact]
    public async Task a_hot_twin_costs_no_question_for_a_second_and_no_more()
    {
        for (var i = 0; i < 1000; i++) (await Asked()).Permitted.ShouldBeFalse();
        _grid.Consent("p1").Leases.ShouldBe(1);
        await _grid.Consent("p1").File(true, [ToResearch], "p", null);
        _time.Advance(IPatientConsent.LeaseTime - TimeSpan.FromTicks(1));
        (await Asked()).Permitted.ShouldBeFalse(); // the filing is not answered before a lease has ended
        _time.Advance(TimeSpan.FromTicks(1));
        (await Asked()).ShouldBe(new AccessDecision(true, AccessGround.ConsentPermits, "c1", 1));
        _grid.Consent("p1").Leases.ShouldBe(2);
    }

    [Fact]
    public async Task without_an_answer_nothing_is_permitted_and_it_is_asked_again()
    {
        _grid.Consent("p1").Broken = new TimeoutException();
        await Should.ThrowAsync<TimeoutException>(Asked);
        _grid.Consent("p1").Broken = null;
        (await Asked()).Ground.ShouldBe(AccessGround.NothingPermits);
    }

    private async Task<AccessDecision> Asked() => await _decisions.Decide(ByResearcher, CancellationToken.None);
}
