using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Lab.Trials;

/// <summary>Carries out all shards of a trial on some threads. What comes out does not depend on how many.</summary>
/// <param name="plan">The trial.</param>
/// <param name="threads">How many.</param>
/// <param name="each">Where patients' rows go; null: nowhere.</param>
internal sealed class ShardWork(TrialPlan plan, int threads, PatientTable? each)
{
    /// <param name="sums">Is filled.</param>
    /// <param name="done">Called after each shard, never twice at once.</param>
    public void Run(TrialSums sums, Action done)
    {
        using var outcomes = new BlockingCollection<ShardOutcome>(2 * threads);
        using var stop = new CancellationTokenSource();
        var next = -1;
        var workers = Enumerable.Range(0, Math.Min(threads, plan.Shards)).Select(_ => new Thread(() => Work(outcomes, ref next, stop)) { IsBackground = true }).ToList();
        Exception? trouble = null;
        workers.ForEach(worker => worker.Start());
        var waiting = new Thread(() =>
        {
            workers.ForEach(worker => worker.Join());
            outcomes.CompleteAdding();
        }) { IsBackground = true };
        waiting.Start();
        foreach (var outcome in outcomes.GetConsumingEnumerable())
        {
            sums.Add(outcome);
            done();
        }
        waiting.Join();
        if (Volatile.Read(ref _trouble) is { } first) trouble = first;
        if (trouble is not null) ExceptionDispatchInfo.Throw(trouble);
    }

    private Exception? _trouble;

    private void Work(BlockingCollection<ShardOutcome> outcomes, ref int next, CancellationTokenSource stop)
    {
        try
        {
            for (int shard; (shard = Interlocked.Increment(ref next)) < plan.Shards && !stop.IsCancellationRequested;)
            {
                var rows = each?.Of(shard);
                outcomes.Add(TrialConduct.Run(plan, shard, rows is null ? null : rows.Add, stop.Token));
                if (rows is not null) each!.Done(shard, rows);
            }
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            Interlocked.CompareExchange(ref _trouble, wrong, null);
            stop.Cancel();
        }
    }
}
