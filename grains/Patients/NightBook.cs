namespace TwinGrid.Grains.Patients;

/// <summary>Keeps which night the organs last learned on, so that each is done once, a missed one later, and none where nothing was heard since.</summary>
[GenerateSerializer, Alias("TwinGrid.NightBook")]
public sealed class NightBook
{
    [Id(0)] private DateTimeOffset? _done;

    /// <summary>Newest offset the twin had applied by then.</summary>
    [Id(1)] private long _heardTo = -1;

    /// <summary>The first night is the one after it: a twin that is new has nothing to learn from.</summary>
    public void Begin(DateTimeOffset lastNight) => _done ??= lastNight;

    /// <summary>Whether the last night's learning is still to do.</summary>
    public bool IsDue(DateTimeOffset lastNight, long appliedTo) => _done < lastNight && appliedTo > _heardTo;

    /// <summary>When there is next something to learn; null while nothing new has been heard.</summary>
    public DateTimeOffset? Next(DateTimeOffset lastNight, long appliedTo) =>
        appliedTo <= _heardTo || _done is null ? null : _done < lastNight ? lastNight : lastNight.AddDays(1);

    public void Done(DateTimeOffset night, long appliedTo) => (_done, _heardTo) = (night, appliedTo);
}
