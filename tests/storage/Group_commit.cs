using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TwinGrid.Durability;

namespace TwinGrid.Storage.Tests;

public sealed class Group_commit
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed class Wish(int weight = 1) : PendingWork<int>
    {
        public override int Weight => weight;

        protected override int Answer => weight;
    }

    /// <summary>Commits one batch each time the test lets it.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly SemaphoreSlim _let = new(0);
        private readonly SemaphoreSlim _entered = new(0);

        public ConcurrentQueue<int[]> Batches { get; } = [];

        public void Commit(IReadOnlyList<Wish> batch)
        {
            Batches.Enqueue([.. batch.Select(wish => wish.Weight)]);
            _entered.Release();
            _let.Wait(Patience).ShouldBeTrue();
            foreach (var wish in batch) wish.Succeed();
        }

        public Task<bool> Entered() => _entered.WaitAsync(Patience);

        public void Let(int batches = 1) => _let.Release(batches);

        public void Dispose()
        {
            _let.Dispose();
            _entered.Dispose();
        }
    }

    [Fact]
    public async Task what_comes_while_one_commit_runs_shares_the_next()
    {
        using var gate = new Gate();
        await using var commits = new GroupCommit<Wish>(gate.Commit, queueLimit: 100, heaviestBatch: 100, "test");
        var wishes = Enumerable.Range(0, 10).Select(_ => new Wish()).ToList();
        commits.TryAdd(wishes[0]).ShouldBeTrue();
        await gate.Entered();
        foreach (var wish in wishes.Skip(1)) commits.TryAdd(wish).ShouldBeTrue();
        gate.Let(2);
        await Task.WhenAll(wishes.Select(wish => wish.Done)).WaitAsync(Patience);
        gate.Batches.Select(batch => batch.Length).ShouldBe([1, 9]);
    }

    [Fact]
    public async Task a_batch_takes_no_more_once_it_is_heavy()
    {
        using var gate = new Gate();
        await using var commits = new GroupCommit<Wish>(gate.Commit, queueLimit: 100, heaviestBatch: 5, "test");
        var wishes = new[] { 1, 4, 1, 9, 2, 2 }.Select(weight => new Wish(weight)).ToList();
        commits.TryAdd(wishes[0]);
        await gate.Entered();
        foreach (var wish in wishes.Skip(1)) commits.TryAdd(wish);
        gate.Let(4);
        await Task.WhenAll(wishes.Select(wish => wish.Done)).WaitAsync(Patience);
        gate.Batches.ShouldBe([[1], [4, 1], [9], [2, 2]]);
    }

    [Fact]
    public async Task a_full_queue_refuses_those_who_cannot_wait_and_holds_those_who_can()
    {
        using var gate = new Gate();
        await using var commits = new GroupCommit<Wish>(gate.Commit, queueLimit: 2, heaviestBatch: 100, "test");
        commits.TryAdd(new Wish());
        await gate.Entered();
        commits.TryAdd(new Wish()).ShouldBeTrue();
        commits.TryAdd(new Wish()).ShouldBeTrue();
        commits.TryAdd(new Wish()).ShouldBeFalse();
        var patient = new Wish();
        var added = commits.Add(patient, CancellationToken.None);
        added.IsCompleted.ShouldBeFalse();
        using var impatient = new CancellationTokenSource();
        var given = commits.Add(new Wish(), impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        gate.Let(3);
        await added.WaitAsync(Patience);
        await patient.Done.WaitAsync(Patience);
    }

    [Fact]
    public async Task a_failed_commit_is_told_to_all_of_its_batch_and_to_no_other()
    {
        var first = true;
        await using var commits = new GroupCommit<Wish>(
            batch =>
            {
                if (first)
                {
                    first = false;
                    throw new InvalidDataException("disk on fire");
                }
                foreach (var wish in batch) wish.Succeed();
            },
            queueLimit: 10, heaviestBatch: 10, "test");
        var wish = new Wish();
        commits.TryAdd(wish);
        (await Should.ThrowAsync<InvalidDataException>(wish.Done.WaitAsync(Patience))).Message.ShouldBe("disk on fire");
        var next = new Wish(7);
        commits.TryAdd(next);
        (await next.Done.WaitAsync(Patience)).ShouldBe(7);
    }

    [Fact]
    public async Task an_operator_sees_its_commits_refusals_and_failures()
    {
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Meter.Name == "TwinGrid.Seen") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        using var gate = new Gate();
        await using var commits = new GroupCommit<Wish>(
            batch =>
            {
                gate.Commit(batch);
                if (batch[0].Weight == 13) throw new InvalidDataException("unlucky");
            },
            queueLimit: 1, heaviestBatch: 100, "TwinGrid.Seen");
        commits.TryAdd(new Wish(7));
        await gate.Entered();
        var unlucky = new Wish(13);
        commits.TryAdd(unlucky);
        commits.TryAdd(new Wish()).ShouldBeFalse();
        listener.RecordObservableInstruments();
        seen["twingrid.commit.waiting"].ShouldBe(1);
        gate.Let(2);
        await commits.DisposeAsync();
        seen["twingrid.commit.size"].ShouldBe(7);
        seen["twingrid.commit.refusals"].ShouldBe(1);
        seen["twingrid.commit.failures"].ShouldBe(1);
    }

    [Fact]
    public async Task closing_commits_what_waits_and_refuses_what_comes_after()
    {
        using var gate = new Gate();
        var commits = new GroupCommit<Wish>(gate.Commit, queueLimit: 10, heaviestBatch: 10, "test");
        var waiting = new Wish();
        commits.TryAdd(waiting);
        gate.Let(1);
        await commits.DisposeAsync();
        waiting.Done.IsCompletedSuccessfully.ShouldBeTrue();
        var late = new Wish();
        commits.TryAdd(late);
        await Should.ThrowAsync<ObjectDisposedException>(late.Done.WaitAsync(Patience));
    }
}
