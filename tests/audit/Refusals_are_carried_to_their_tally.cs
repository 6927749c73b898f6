using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Audit.Tests;

public sealed class Refusals_are_carried_to_their_tally : IDisposable
{
    private readonly Trails _trails = new();

    public void Dispose() => _trails.Dispose();

    [Fact]
    public async Task and_what_was_given_or_failed_afterwards_is_not()
    {
        var (grains, tally, told) = (Substitute.For<IGrainFactory>(), Substitute.For<IRefusalTally>(), new ConcurrentQueue<AccessNote>());
        grains.GetGrain<IAccessBook>(Arg.Any<string>(), Arg.Any<string>()).Returns(Substitute.For<IAccessBook>());
        grains.GetGrain<IRefusalTally>(0, Arg.Any<string>()).Returns(tally);
        tally.When(one => one.Note(Arg.Any<IReadOnlyList<AccessNote>>())).Do(call => call.Arg<IReadOnlyList<AccessNote>>().ToList().ForEach(told.Enqueue));
        using var trail = _trails.Open();
        await trail.Record(Trails.Entry(), CancellationToken.None);
        await trail.Record(Trails.Entry(2) with { Succeeded = false }, CancellationToken.None);
        await trail.Record(Trails.Entry(3, permitted: false), CancellationToken.None);
        await trail.Record(Trails.Entry(4) with { Twins = [], Decision = new AccessDecision(false, AccessGround.NotIdentified, null, 0), Caller = new Caller("unidentified", default, "") }, CancellationToken.None);
        await trail.Record(Trails.Entry(5) with { Decision = new AccessDecision(false, AccessGround.UnknownTwin, null, 0) }, CancellationToken.None);

        using var bookkeeper = new AccessBookkeeper(trail, new AuditOptions(), grains, _trails.Time, NullLogger<AccessBookkeeper>.Instance);
        await bookkeeper.StartAsync(CancellationToken.None);
        await Eventually.Holds(
            () =>
            {
                _trails.Time.Advance(TimeSpan.FromSeconds(3));
                return told.Count >= 3;
            },
            TimeSpan.FromMinutes(1), () => $"{told.Count} were told");
        await bookkeeper.StopAsync(CancellationToken.None);

        told.Select(note => (note.Ground, note.Role)).ShouldBe([("consent-denies", "clinician"), ("not-identified", ""), ("unknown-twin", "clinician")]);
    }
}
