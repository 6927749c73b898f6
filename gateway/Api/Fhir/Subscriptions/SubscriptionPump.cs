using System.Collections.Concurrent;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>
/// Tells the endpoints of rest-hooks. Each subscription is held by one gateway for half a minute at a time, as the book has it; when that gateway is gone, another goes on where the book says. What was told
/// and could not be written down any more is told again: at least once.
/// </summary>
internal sealed partial class SubscriptionPump(
    SubscriptionRegister subscriptions, SubscriptionEvents events, SubscriptionPost post, IGrainFactory grains, TimeProvider time, ILogger<SubscriptionPump> logger) : BackgroundService
{
    private const int AtOnce = 8, MostFailures = 10;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1), Held = TimeSpan.FromSeconds(30), Renew = TimeSpan.FromSeconds(10), LookAgain = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(5);

    private readonly string _self = Guid.NewGuid().ToString("n");

    /// <summary>By subscription: up to which place all was looked at, and when.</summary>
    private readonly ConcurrentDictionary<string, (long Head, DateTimeOffset At)> _looked = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Round(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway ends
        }
    }

    private async Task Round(CancellationToken stop)
    {
        try
        {
            var all = (await subscriptions.All()).Where(one => one.State is { IsLive: true, Channel: "rest-hook" } && IsMine(one.State)).ToList();
            if (all.Count == 0) return;
            var head = await grains.GetGrain<IHealthRecords>(0).Head();
            await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (one, cancel) => await Step(one, head, cancel));
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogLater(error);
        }
    }

    private bool IsMine(SubscriptionState state) => state.Holder == _self || state.HeldUntil <= time.GetUtcNow();

    private async Task Step(Booked booked, long head, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var state = booked.State;
        if (now >= state.End)
        {
            await subscriptions.Save(booked, state with { Status = "off", Error = "Its end has come. Write it again to go on." });
            return;
        }
        if (state.Holder != _self || state.HeldUntil - now < Renew)
        {
            if (await subscriptions.Save(booked, state with { Holder = _self, HeldUntil = now + Held }) is not { } held) return; // another holds it, or it was changed: the next round sees
            (booked, state) = (held, held.State);
        }
        if (state.NextAt > now) return;
        if (state.Status == "requested")
        {
            var objection = await post.Tell(state, null, null, cancel);
            await subscriptions.Save(booked, objection is null ? Well(state) with { Status = "active" } : Failed(state, objection));
            return;
        }
        if (_looked.TryGetValue(state.Id, out var looked) && looked.Head == head && now - looked.At < LookAgain && state.Failures == 0) return;
        await Tell(booked, head, now, cancel);
    }

    /// <summary>Tells what is new, one after the other; the first that is not taken is tried again later, and what follows it waits.</summary>
    private async Task Tell(Booked booked, long head, DateTimeOffset now, CancellationToken cancel)
    {
        var (state, done, told) = (booked.State, new List<ResourceChange>(), 0);
        string? objection = null;
        foreach (var change in await events.New(state))
        {
            if (await events.Of(state, change, cancel) is { } resource)
            {
                objection = await post.Tell(state, resource.Name, await events.Shown(state, resource, cancel), cancel);
                if (objection is not null) break;
                told++;
            }
            done.Add(change);
        }
        var after = events.After(objection is null || told > 0 ? Well(state) : state, done);
        if (objection is not null) after = Failed(after, objection);
        else _looked[state.Id] = (head, now);
        if (told > 0 || objection is not null || after.Settled != state.Settled || state.Failures > 0) await subscriptions.Save(booked, after with { HeldUntil = time.GetUtcNow() + Held });
    }

    private static SubscriptionState Well(SubscriptionState state) => state with { Failures = 0, NextAt = null, Error = null };

    /// <summary>Tried again after 1, 2, 4 … seconds, 5 minutes at most; then in error until its subscriber writes it again.</summary>
    private SubscriptionState Failed(SubscriptionState state, string why)
    {
        var failures = state.Failures + 1;
        LogRefused(state.Id, why, failures);
        if (failures >= MostFailures) return state with { Status = "error", Failures = failures, NextAt = null, Error = $"{why} It was tried {failures} times. Write it again with the status requested to go on where it stopped." };
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures - 1), LongestPause.TotalSeconds));
        return state with { Failures = failures, NextAt = time.GetUtcNow() + pause, Error = why };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscriptions could not be looked at; it is tried again")]
    private partial void LogLater(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Id} could not be told: {Why} ({Failures} times)")]
    private partial void LogRefused(string id, string why, int failures);
}
