using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Grains.Organs.Metabolism;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Saving;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>
/// Twins that have lived a day: thirty people are followed packet by packet for 26 hours and one night's learning; the saved states of any number of others are theirs
/// with <see cref="OwnNumbers"/>.
/// </summary>
internal sealed class GrownTwins(IServiceProvider services)
{
    public const int People = 30;
    public static readonly TimeSpan Life = TimeSpan.FromHours(26);

    private readonly IGrainFactory _grains = services.GetRequiredService<IGrainFactory>();
    private readonly ISnapshotStore _snapshots = services.GetRequiredService<ISnapshotStore>();
    private readonly List<(byte[] Twin, byte[] Heart, byte[] Metabolism)> _states = [];

    /// <summary>Mean size of the saved states, bytes, by kind of grain.</summary>
    public IReadOnlyDictionary<string, double> SavedBytes => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["twin"] = Math.Round(_states.Average(state => state.Twin.Length)),
        [OrganCatalogue.Heart] = Math.Round(_states.Average(state => state.Heart.Length)),
        [OrganCatalogue.Metabolism] = Math.Round(_states.Average(state => state.Metabolism.Length)),
    };

    public static TwinId Id(int copy) => TwinId.Parse($"{copy:x8}{copy * 2654435761L & 0xffffffff:x8}a5a5a5a5a5a5a5a5"[..32]);

    /// <summary>Grows the people up to a time.</summary>
    public async Task Grow(DateTimeOffset to)
    {
        for (var first = 0; first < People; first += Environment.ProcessorCount)
            await Task.WhenAll(Enumerable.Range(first, Math.Min(Environment.ProcessorCount, People - first)).Select(number => Task.Run(() => Grow(number, to))));
        for (var number = 0; number < People; number++) _states.Add(await Saved(number));
    }

    /// <summary>Saves so many twins that nothing has been heard of since.</summary>
    public async Task Copy(ISnapshotStore into, int count)
    {
        foreach (var copies in Enumerable.Range(0, count).Chunk(1000))
            await Task.WhenAll(copies.AsParallel().Select(copy =>
            {
                var (key, own, (twin, heart, metabolism)) = (Id(copy).Value, new OwnNumbers(copy), _states[copy % People]);
                return Task.WhenAll(
                    into.Save("twin", key, 0, Changed<TwinState>(twin, own.Give), CancellationToken.None),
                    into.Save(OrganCatalogue.Heart, key, 0, Changed<HeartState>(heart, own.Give), CancellationToken.None),
                    into.Save(OrganCatalogue.Metabolism, key, 0, Changed<MetabolismState>(metabolism, own.Give), CancellationToken.None));
            }));
    }

    public Task Copy(int count) => Copy(_snapshots, count);

    private static TwinId Seed(int number) => TwinId.Parse($"seed-{number}");

    private async Task Grow(int number, DateTimeOffset to)
    {
        var (person, id, offset) = (new Somebody(number), Seed(number), 0L);
        var twin = _grains.GetGrain<IPatientTwin>(id.Value);
        await twin.Observe(new RecordDelivery(-1, [Logged(offset, new ProfileRecord(id, to - Life, person.Profile))]));
        for (var at = to - Life; at <= to; at += Somebody.Every)
        {
            LoggedRecord[] packets = [.. person.At(id, offset / 2 + 1, at).Select((packet, i) => Logged(offset + 1 + i, packet))];
            await services.GetRequiredService<IVitalsHistory>().Write(packets, CancellationToken.None);
            await twin.Observe(new RecordDelivery(offset, packets));
            offset = packets[^1].Position.Offset;
        }
        await twin.Observe(new RecordDelivery(offset, [Logged(++offset, new NightRecord(id, to, to.AddHours(-1)))]));
        await twin.Glance();
        await twin.CheckTime();
        await twin.Flush(offset);
    }

    private static LoggedRecord Logged(long offset, ITwinRecord record) => new(new LogPosition(0, offset), record);

    /// <summary>The states as if all they know had come from elsewhere: the log of the copies begins anew.</summary>
    private async Task<(byte[] Twin, byte[] Heart, byte[] Metabolism)> Saved(int number)
    {
        return (
            await State<TwinState>("twin", state =>
            {
                (state.AppliedTo, state.Appointment) = (-1, null);
                foreach (var organ in state.Organs.Keys.ToList()) state.Organs[organ] = -1;
            }),
            await State<HeartState>(OrganCatalogue.Heart, state => state.AppliedTo = -1),
            await State<MetabolismState>(OrganCatalogue.Metabolism, state => state.AppliedTo = -1));

        async Task<byte[]> State<TState>(string kind, Action<TState> forget)
        {
            var snapshot = await _snapshots.Load(kind, Seed(number).Value, CancellationToken.None) ?? throw new InvalidOperationException($"{kind} of person {number} was not saved.");
            return Changed(snapshot.State, forget);
        }
    }

    private byte[] Changed<TState>(byte[] state, Action<TState> change)
    {
        var serializer = services.GetRequiredService<Serializer<TState>>();
        var changed = serializer.Deserialize(state)!;
        change(changed);
        if (changed is IPacks packs) packs.Pack();
        return serializer.SerializeToArray(changed);
    }
}
