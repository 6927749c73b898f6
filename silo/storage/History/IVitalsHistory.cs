using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>
/// The time series of every twin. A sample's identity is (twin, device, sequence, signal, observed at): the same packet any number of times has one effect.
/// A corrected sample replaces, an entered-in-error one hides, what the same device sent before for the same signal and instant (the higher sequence wins, in any order of arrival);
/// every version is kept.
/// </summary>
public interface IVitalsHistory
{
    /// <summary>Hands the packets of some records in. Completes when durable; many callers share one transaction, the queue is bounded and waits when full.</summary>
    Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel);

    /// <summary>What is known of a signal in [from, to), oldest first; flagged samples are included with their flags, entered-in-error ones are not.</summary>
    Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel);

    /// <summary>The same in at most <paramref name="points"/> buckets of equal length, believed samples only; empty stretches have no bucket.</summary>
    Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel);

    /// <summary>Every version of a signal's samples in [from, to), as they came; in no order.</summary>
    Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>The signals of which anything is stored in [from, to), entered-in-error samples counted, in no order.</summary>
    Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>How many samples of a signal are known of a twin, in all and flagged.</summary>
    Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel);
}
