using TwinGrid.Patients;

namespace TwinGrid.Scheduling;

/// <summary>A fixed share of "later": a stored time wheel of twins to call when time alone may have changed something. One reminder a shard, none a twin.</summary>
[Alias("TwinGrid.ISchedulerShard")]
public interface ISchedulerShard : IGrainWithIntegerKey
{
    /// <summary>Calls the twin's <see cref="IPatientTwin.CheckTime"/> at or soon after <paramref name="due"/>. An earlier appointment of the twin stands. Durable when it returns.</summary>
    [Alias("Schedule")] Task Schedule(TwinId twin, DateTimeOffset due);

    /// <summary>Calls the twin no more. Durable when it returns; how many appointments there were.</summary>
    [Alias("Cancel")] Task<long> Cancel(TwinId twin);

    /// <summary>Starts the shard's clock if it does not yet run, and says how many twins wait.</summary>
    [Alias("KeepAlive")] Task<int> KeepAlive();
}
