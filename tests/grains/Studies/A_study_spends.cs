using TwinGrid.Access;
using TwinGrid.Grains.Studies;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Studies;

namespace TwinGrid.Grains.Tests.Studies;

public sealed class A_study_spends : IAsyncLifetime
{
    private readonly TwinBed _bed = new() { Studies = new StudyOptions { BudgetMillionths = 1_000_000 } };

    private IStudyLedger Ledger => _bed.Grains.GetGrain<IStudyLedger>("sglt2-2026");

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    private static LedgerAsk Ask(long millionths) => new(millionths, "researcher-1", $"count for {millionths}");

    [Fact]
    public async Task of_many_who_ask_at_once_exactly_so_many_are_granted_as_the_budget_bears()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Ledger.Spend(Ask(90_000))));
        answers.Count(answer => answer.Granted).ShouldBe(11);
        var standing = await Ledger.Standing();
        (standing.SpentMillionths, standing.Questions, standing.Newest.Count).ShouldBe((990_000, 11, 11));
        (await Ledger.Spend(Ask(10_000))).Granted.ShouldBeTrue();
        (await Ledger.Spend(Ask(1))).Granted.ShouldBeFalse();
        (await Ledger.Standing()).SpentMillionths.ShouldBe(1_000_000);
    }

    [Fact]
    public async Task what_was_spent_stays_spent_when_its_silo_dies()
    {
        (await Ledger.Spend(Ask(600_000))).Granted.ShouldBeTrue();
        await _bed.Lose(Ledger);
        var refused = await Ledger.Spend(Ask(600_000));
        (refused.Granted, refused.SpentMillionths, refused.BudgetMillionths).ShouldBe((false, 600_000, 1_000_000));
        refused.Newest.ShouldHaveSingleItem().ShouldBe(new LedgerEntry(_bed.Clock.Now, 600_000, "researcher-1", "count for 600000"));
    }

    [Fact]
    public async Task what_could_not_be_written_is_not_granted()
    {
        _bed.Snapshots.RefusesKind = "";
        await Should.ThrowAsync<Exception>(() => Ledger.Spend(Ask(100_000)));
        _bed.Snapshots.RefusesKind = null;
        (await Ledger.Spend(Ask(1_000_000))).Granted.ShouldBeTrue();
    }

    [Fact]
    public async Task studies_have_accounts_of_their_own()
    {
        (await Ledger.Spend(Ask(1_000_000))).Granted.ShouldBeTrue();
        (await _bed.Grains.GetGrain<IStudyLedger>("another").Spend(Ask(1_000_000))).Granted.ShouldBeTrue();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Ledger.Spend(Ask(0)));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Ledger.Spend(Ask(-5)));
    }

    [Fact]
    public async Task a_study_is_told_which_consents_speak_of_it()
    {
        await File("anna", Permit([Purpose.Research], "sglt2-2026"));
        await File("bruno", Permit([Purpose.Research]));
        await File("carla", Permit([Purpose.Care], "sglt2-2026"));
        await File("dora", new Provision(false, [], [], DataClass.None, null, null, [Permit([Purpose.Research], "sglt2-2026")]));
        (await Listed("sglt2-2026")).ShouldBe(["anna", "dora"]);
        (await Listed(IStudyRoster.AnyStudy)).ShouldBe(["bruno"]);

        await _bed.Grains.GetGrain<IPatientConsent>("anna").File(isActive: false, [], "anna", null);
        await File("dora", Permit([Purpose.Research], "another"));
        (await Listed("sglt2-2026")).ShouldBeEmpty();
        (await Listed("another")).ShouldBe(["dora"]);
        await File("anna", Permit([Purpose.Research], "sglt2-2026"));
        (await Listed("sglt2-2026")).ShouldBe(["anna"]);
    }

    [Fact]
    public async Task who_is_erased_is_on_no_studys_roster()
    {
        await File("anna", Permit([Purpose.Research], "sglt2-2026"));
        await _bed.Grains.GetGrain<IPatientConsent>("anna").Erase();
        (await Listed("sglt2-2026")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_roster_is_read_page_by_page()
    {
        var roster = _bed.Grains.GetGrain<IStudyRoster>("s");
        foreach (var twin in (string[])["c", "a", "b", "a"]) await roster.Set(TwinId.Parse(twin), isSpokenOf: true);
        (await roster.Page(null, 2)).Select(twin => twin.Value).ShouldBe(["a", "b"]);
        (await roster.Page(TwinId.Parse("b"), 2)).Select(twin => twin.Value).ShouldBe(["c"]);
    }

    private static Provision Permit(IReadOnlyList<Purpose> purposes, params string[] studies) =>
        new(true, purposes, [.. studies.Select(study => new Actor(ActorKind.Study, study))], DataClass.None, null, null, []);

    private Task<FiledConsent> File(string patient, Provision provision) => _bed.Grains.GetGrain<IPatientConsent>(patient).File(isActive: true, [provision], patient, null);

    private async Task<IEnumerable<string>> Listed(string study) => (await _bed.Grains.GetGrain<IStudyRoster>(study).Page(null, 100)).Select(twin => twin.Value);
}
