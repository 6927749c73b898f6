using System.Collections.Concurrent;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>
/// Who is registered, and since when a patient lives, remembered for a short while so that a packet costs no question to its twin.
/// "Unknown" is forgotten almost at once, for a registration may come through another gateway. Safe for concurrent use.
/// </summary>
internal sealed class KnownTwins(IGrainFactory grains, IErasedTwins erased, TimeProvider time) : IForgetsTwins
{
    private const int Most = 1_000_000;

    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(1);
    /// <summary>Together with the time it is remembered for, less than the time after which an idle twin sleeps.</summary>
    private static readonly TimeSpan AwakeAfter = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TwinId, Remembered> _twins = new();

    /// <summary>The patient's birth date; null when no such twin is registered. Many who ask for one twin share one question.</summary>
    public ValueTask<DateOnly?> BirthDate(TwinId twin) =>
        erased.Contains(twin.Value) ? default
        : _twins.TryGetValue(twin, out var remembered) && time.GetUtcNow() < remembered.Until
            ? new ValueTask<DateOnly?>(remembered.BirthDate)
            : new ValueTask<DateOnly?>(Ask(twin));

    /// <summary>True when the twin answered here lately, so that it cannot have gone to sleep since.</summary>
    public bool IsAwake(TwinId twin) =>
        _twins.TryGetValue(twin, out var remembered) && remembered.BirthDate is { IsCompletedSuccessfully: true, Result: not null } && time.GetUtcNow() < remembered.Until + AwakeAfter;

    /// <summary>A twin was registered, or its profile changed, through this gateway.</summary>
    public void Remember(TwinId twin, DateOnly birthDate) => _twins[twin] = new Remembered(Task.FromResult<DateOnly?>(birthDate), time.GetUtcNow() + KnownFor);

    public string What => "twins known here";

    public Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        _twins.TryRemove(twin, out _);
        return Task.FromResult(0L); // no store: that it was known here tells nobody anything
    }

    private async Task<DateOnly?> Ask(TwinId twin)
    {
        if (_twins.Count >= Most) _twins.Clear();
        var answer = new TaskCompletionSource<DateOnly?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new Remembered(answer.Task, time.GetUtcNow() + KnownFor);
        _twins[twin] = asked;
        try
        {
            var birthDate = (await grains.GetGrain<IPatientTwin>(twin.Value).Profile())?.BirthDate;
            answer.SetResult(birthDate);
            if (birthDate is null) _twins.TryUpdate(twin, new Remembered(answer.Task, time.GetUtcNow() + UnknownFor), asked);
            return birthDate;
        }
        catch (Exception error)
        {
            _twins.TryRemove(new KeyValuePair<TwinId, Remembered>(twin, asked));
            answer.SetException(error);
            _ = answer.Task.Exception; // seen: those who share the question see it too, and nobody may
            throw;
        }
    }

    private sealed record Remembered(Task<DateOnly?> BirthDate, DateTimeOffset Until);
}
