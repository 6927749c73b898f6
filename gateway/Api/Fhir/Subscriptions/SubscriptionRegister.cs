using System.Collections.Concurrent;
using System.Security.Cryptography;
using TwinGrid.Erasure;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>A subscription as it stands in the book.</summary>
/// <param name="Version">Of the book, not of the resource: it rises whenever something of it is written.</param>
internal sealed record Booked(SubscriptionState State, long Version);

/// <summary>The book of subscriptions as gateways read and write it. What two write at the same time is written by one of them. Safe for concurrent use.</summary>
internal sealed partial class SubscriptionRegister(IGrainFactory grains, SubscriptionSeal seal, TimeProvider time, ILogger<SubscriptionRegister> logger) : IForgetsTwins
{
    private const int AtOnce = 200, Most = 1_000, Attempts = 10;

    /// <summary>Those whose keys are gone, told once each.</summary>
    private readonly ConcurrentDictionary<string, byte> _lost = new(StringComparer.Ordinal);

    public string What => "subscriptions";

    private ISubscriptionBook Book => grains.GetGrain<ISubscriptionBook>(0);

    public async Task<IReadOnlyList<Booked>> All()
    {
        var (all, after) = (new List<Booked>(), "");
        while (await Book.Page(after, AtOnce) is { Count: > 0 } page)
        {
            all.AddRange(page.Select(Read).OfType<Booked>());
            after = page[^1].Id;
        }
        return all;
    }

    public async Task<Booked?> Find(string id) => await Book.Find(id) is { } booked ? Read(booked) : null;

    /// <summary>Adds one; false when there are too many.</summary>
    public async Task<bool> Add(SubscriptionState state) => (await All()).Count < Most && await Book.Save(state.Id, 0, seal.Of(state));

    /// <summary>Writes it as it is now; null where somebody else has written it since.</summary>
    public async Task<Booked?> Save(Booked booked, SubscriptionState state) => await Book.Save(state.Id, booked.Version, seal.Of(state)) ? new Booked(state, booked.Version + 1) : null;

    /// <summary>Changes it, again if somebody else does at the same time; null where it is gone.</summary>
    public async Task<SubscriptionState?> Change(Booked booked, Func<SubscriptionState, DateTimeOffset, SubscriptionState> change)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await Save(booked, change(booked.State, time.GetUtcNow())) is { } saved) return saved.State;
            if (await Find(booked.State.Id) is not { } stands) return null;
            booked = stands;
        }
        throw new TimeoutException("The subscription is written by others all the time.");
    }

    /// <summary>Takes it out, whatever is written to it at the same time.</summary>
    public async Task Remove(Booked booked)
    {
        for (var stands = booked; stands is not null; stands = await Find(booked.State.Id))
            if (await Book.Remove(stands.State.Id, stands.Version)) return;
    }

    /// <summary>Takes out what a patient wrote, or what names him.</summary>
    public async Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        var named = (await All()).Where(one => one.State.Right.OwnTwin == twin.Value || one.State.Right.Only == twin.Value || one.State.Criteria.Contains(twin.Value, StringComparison.Ordinal)).ToList();
        foreach (var one in named) await Remove(one);
        return named.Count;
    }

    /// <summary>What is written there; null where the keys that it was sealed with are gone: nobody can be told by it any more.</summary>
    private Booked? Read(BookedSubscription booked)
    {
        try
        {
            return new Booked(seal.Read(booked), booked.Version);
        }
        catch (CryptographicException error)
        {
            if (_lost.TryAdd(booked.Id, 0)) LogLost(error, booked.Id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Id} cannot be opened: the keys that it was sealed with are not those of this gateway. It is left out; its subscriber must write it again")]
    private partial void LogLost(Exception error, string id);
}
