using TwinGrid.Access;
using TwinGrid.Grains.Tests.Bed;

namespace TwinGrid.Grains.Tests.Access;

public sealed class Refusals_are_counted : IAsyncLifetime
{
    private readonly TwinBed _bed = new();

    private IRefusalTally Tally => _bed.Grains.GetGrain<IRefusalTally>(0);

    private DateTimeOffset Now => _bed.Clock.GetUtcNow();

    private DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    private static AccessNote Refused(long index, DateTimeOffset at, string ground = "consent-denies", string role = "clinician", string shard = "g1") =>
        new(shard, index, at, "dr-5", role, "app", "care", "GET /v1/twins/{id}", ["vitals"], false, ground, null, []);

    [Fact]
    public async Task by_day_reason_and_role()
    {
        await Tally.Note([Refused(0, Now), Refused(1, Now), Refused(2, Now, "unknown-twin"), Refused(3, Now, role: "patient"), Refused(4, Now.AddDays(-1))]);
        (await Tally.Since(Today)).Select(count => (count.Ground, count.Role, count.Times)).ShouldBe([("consent-denies", "clinician", 2L), ("consent-denies", "patient", 1L), ("unknown-twin", "clinician", 1L)]);
        (await Tally.Since(Today.AddDays(-1))).Count.ShouldBe(4);
    }

    [Fact]
    public async Task each_once_even_when_told_again_after_its_silo_was_lost()
    {
        await Tally.Note([Refused(0, Now), Refused(1, Now), Refused(0, Now, shard: "g2")]);
        await _bed.Lose(Tally);
        await Tally.Note([Refused(0, Now), Refused(1, Now), Refused(2, Now), Refused(0, Now, shard: "g2"), Refused(1, Now, shard: "g2")]);
        (await Tally.Since(Today)).ShouldHaveSingleItem().Times.ShouldBe(5);
    }

    [Fact]
    public async Task for_ninety_days()
    {
        await Tally.Note([Refused(0, Now.AddDays(-91)), Refused(1, Now.AddDays(-89))]);
        (await Tally.Since(DateOnly.MinValue)).ShouldHaveSingleItem().Day.ShouldBe(Today.AddDays(-89));
    }
}
