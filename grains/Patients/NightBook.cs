namespace TwinGrid.Grains.Patients;

/// <summary>Keeps which night the organs last learned on, so that each is done once, a missed one later, and none where nothing was heard since.</summary>
[GenerateSerializer, Alias("TwinGrid.NightBook")]
public sealed class NightBook
{
    [Id(0)] private DateTimeOffset? _done;

    /// <summary>Newest offset the twin had applied by then.</summary>
    [Id(1)] private long _heardTo = -1;

    /// <summary>Offset of the newest packet.</summary>
    [Id(2)] private long _packet = -1;

    /// <summary>The last night that is done, or when the first packet came; null before.</summary>
    public DateTimeOffset? LastDone => _done;

    private bool HasHeard => _packet > _heardTo;

    /// <summary>A packet came. The first night is the one after the first: a twin that is new has nothing to learn from.</summary>
    public void Hear(long offset, DateTimeOffset at)
    {
        _packet = offset;
        _done ??= at;
    }

    /// <summary>Whether the last night's learning is still to do.</summary>
    public bool IsDue(DateTimeOffset lastNight) => _done < lastNight && HasHeard;

    /// <summary>When there is next something to learn; null while nothing new has been heard.</summary>
    public DateTimeOffset? Next(DateTimeOffset lastNight) => !HasHeard || _done is null ? null : _done < lastNight ? lastNight : lastNight.AddDays(1);

    /// <summary>A night is done, as it stands in the log.</summary>
    public void Done(DateTimeOffset night, long offset)
    {
        if (_done is null || night > _done) _done = night;
        _heardTo = offset;
    }
}
