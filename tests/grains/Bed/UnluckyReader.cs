using TwinGrid.Patients;
using TwinGrid.Records;

namespace TwinGrid.Grains.Tests.Bed;

/// <summary>What a reader does for one twin: delivers, holds what it delivered since the checkpoint, gives it again on a gap, flushes. What fails it tries again when asked again.</summary>
internal sealed class UnluckyReader(IPatientTwin twin, List<LoggedRecord> log)
{
    /// <summary>A twin that lacks something after so many attempts will always lack it.</summary>
    private const int Attempts = 20;

    private readonly List<LoggedRecord> _held = [];
    private int _next;
    private int _checkpoint;
    private long _number = 1;

    /// <summary>True when all that the log holds was delivered and saved.</summary>
    public bool IsDone => _checkpoint == log.Count;

    /// <summary>Delivers the next records, as far as there are any.</summary>
    /// <param name="beforeNoted">Happens when the twin has them and the reader has not noted it yet.</param>
    public async Task Deliver(int count, Func<Task>? beforeNoted = null)
    {
        var fresh = log.GetRange(_next, Math.Min(count, log.Count - _next));
        if (fresh.Count == 0) return;
        var receipt = await twin.Observe(new RecordDelivery(_held.Count == 0 ? -1 : _held[^1].Position.Offset, fresh, _number));
        if (receipt.Gap) receipt = await twin.Observe(new RecordDelivery(-1, [.. _held, .. fresh], _number));
        receipt.Gap.ShouldBeFalse("all since the checkpoint was given");
        if (beforeNoted is not null) await beforeNoted();
        _held.AddRange(fresh);
        _next += fresh.Count;
    }

    /// <summary>Has twin and organs saved, and moves the checkpoint.</summary>
    public async Task Flush()
    {
        if (_held.Count == 0) return;
        var (upTo, covering) = (_next, _held[^1].Position.Offset);
        for (var attempt = 0; !await twin.Flush(covering); attempt++)
        {
            attempt.ShouldBeLessThan(Attempts, "a twin that was given all since the checkpoint can be saved");
            await twin.Observe(new RecordDelivery(-1, [.. _held], _number));
        }
        _held.RemoveAll(logged => logged.Position.Offset <= covering);
        _checkpoint = upTo;
    }

    /// <summary>Another reader takes over at the checkpoint.</summary>
    public void BeginAnew()
    {
        _held.Clear();
        (_next, _number) = (_checkpoint, _number + 1);
    }
}
