using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Records;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>Brings a view of one twin up to a place in the log. Belongs to one grain.</summary>
internal sealed class Replay(IGrainFactory grains, TwinId twin)
{
    private long _since = -1;

    /// <summary>The key of the view and of its organs.</summary>
    public string Key { get; } = PastKey.New(twin);

    public IRebuiltTwin View => grains.GetGrain<IRebuiltTwin>(Key);

    /// <summary>Begins from an archived twin.</summary>
    public async Task Begin(ArchivedTwin archived)
    {
        await View.Begin(archived);
        _since = archived.AppliedTo;
    }

    /// <summary>Delivers records of the twin, in log order.</summary>
    /// <exception cref="InvalidOperationException">The view was lost meanwhile: begin again.</exception>
    public async Task Deliver(IReadOnlyList<LoggedRecord> records)
    {
        if (records.Count == 0) return;
        var receipt = await grains.GetGrain<IPatientTwin>(Key).Observe(new RecordDelivery(_since, records));
        if (receipt.Gap) throw new InvalidOperationException($"The view of twin {twin} was lost while it was rebuilt; try again.");
        _since = records[^1].Position.Offset;
    }
}
