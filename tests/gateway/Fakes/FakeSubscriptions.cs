using System.Collections.Concurrent;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>The book of subscriptions, in memory.</summary>
public sealed class FakeSubscriptions : ISubscriptionBook
{
    private readonly ConcurrentDictionary<string, BookedSubscription> _booked = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<BookedSubscription>> Page(string after, int limit) =>
        Task.FromResult<IReadOnlyList<BookedSubscription>>([.. _booked.Values.Where(one => string.CompareOrdinal(one.Id, after) > 0).OrderBy(one => one.Id, StringComparer.Ordinal).Take(limit)]);

    public Task<BookedSubscription?> Find(string id) => Task.FromResult(_booked.GetValueOrDefault(id));

    public Task<bool> Save(string id, long expectedVersion, byte[] state)
    {
        var next = new BookedSubscription(id, expectedVersion + 1, state);
        return Task.FromResult(expectedVersion == 0 ? _booked.TryAdd(id, next) : _booked.TryGetValue(id, out var stands) && stands.Version == expectedVersion && _booked.TryUpdate(id, next, stands));
    }

    public Task<bool> Remove(string id, long expectedVersion) =>
        Task.FromResult(_booked.TryGetValue(id, out var stands) && stands.Version == expectedVersion && _booked.TryRemove(KeyValuePair.Create(id, stands)));
}
