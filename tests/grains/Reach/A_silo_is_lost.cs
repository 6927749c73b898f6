using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Grains.Reach;

namespace TwinGrid.Grains.Tests.Reach;

public sealed class A_silo_is_lost : IDisposable
{
    private static readonly SiloAddress One = SiloAddress.New(IPAddress.Loopback, 1, 1), Two = SiloAddress.New(IPAddress.Loopback, 2, 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly Members _members = new();
    private readonly LostSilos _lost;

    public A_silo_is_lost() => _lost = new LostSilos(_members, _clock, NullLogger<LostSilos>.Instance);

    public void Dispose() => _lost.Dispose();

    [Fact]
    public async Task what_was_asked_before_and_never_answered_is_given_up_a_while_after()
    {
        var asked = _lost.Answer(new TaskCompletionSource<int>().Task);
        var told = _lost.Answer(new TaskCompletionSource().Task);

        _members.Say(One, SiloStatus.Dead);
        Assert.False(asked.IsCompleted);
        _clock.Advance(LostSilos.Grace);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => asked);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => told);
    }

    [Fact]
    public async Task what_a_living_silo_answers_in_time_is_the_answer_and_so_is_its_error()
    {
        var (late, broken) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var (answered, failed) = (_lost.Answer(late.Task), _lost.Answer(broken.Task));

        _members.Say(One, SiloStatus.Dead);
        late.SetResult(7);
        broken.SetException(new InvalidOperationException("no room"));
        _clock.Advance(LostSilos.Grace);

        Assert.Equal(7, await answered);
        Assert.Equal("no room", (await Assert.ThrowsAsync<InvalidOperationException>(() => failed)).Message);
    }

    [Fact]
    public async Task what_is_asked_after_it_was_lost_waits_for_its_answer_until_another_is()
    {
        _members.Say(One, SiloStatus.Dead);
        var asked = _lost.Answer(new TaskCompletionSource<int>().Task);
        _clock.Advance(LostSilos.Grace * 10);
        _members.Say(One, SiloStatus.ShuttingDown); // who leaves in good order answers first
        _clock.Advance(LostSilos.Grace * 10);
        Assert.False(asked.IsCompleted);

        _members.Say(Two, SiloStatus.Dead);
        _clock.Advance(LostSilos.Grace);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => asked);
    }

    [Fact]
    public async Task a_silo_that_was_alone_gives_up_what_it_asked_since_another_came()
    {
        var again = SiloAddress.New(IPAddress.Loopback, 1, 2);
        _members.Say(One, SiloStatus.Dead);
        _members.Say(Two, SiloStatus.Dead);
        var alone = _lost.Answer(new TaskCompletionSource<int>().Task);
        _members.Say(again, SiloStatus.Active);
        var asked = _lost.Answer(new TaskCompletionSource<int>().Task);

        _members.Say(again, SiloStatus.Dead);
        _clock.Advance(LostSilos.Grace);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => asked);
        Assert.False(alone.IsCompleted); // nobody else had it
    }

    /// <summary>The members of a cluster, as far as news of them go.</summary>
    private sealed class Members : ISiloStatusOracle
    {
        private readonly List<ISiloStatusListener> _listeners = [];
        private readonly Dictionary<SiloAddress, SiloStatus> _statuses = new() { [One] = SiloStatus.Active, [Two] = SiloStatus.Active };

        public SiloStatus CurrentStatus => SiloStatus.Active;

        public string SiloName => "here";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 9, 1);

        public void Say(SiloAddress silo, SiloStatus status)
        {
            _statuses[silo] = status;
            _listeners.ForEach(listener => listener.SiloStatusChangeNotification(silo, status));
        }

        public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer)
        {
            _listeners.Add(observer);
            return true;
        }

        public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => _listeners.Remove(observer);

        public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => SiloStatus.Active;

        public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => new(_statuses) { [SiloAddress] = SiloStatus.Active };

        public SiloAddress[] GetActiveSilos() => [];

        public bool TryGetSiloName(SiloAddress siloAddress, out string siloName)
        {
            siloName = "";
            return false;
        }

        public bool IsFunctionalDirectory(SiloAddress siloAddress) => true;

        public bool IsDeadSilo(SiloAddress siloAddress) => false;
    }
}
