namespace TwinGrid.Silo;

/// <summary>
/// Has the thread pool keep several workers also where a silo has one core, or two. A worker does what came last first, as long as anything comes: alone, it lets what
/// came before lie, and whole partitions stand still for a minute while others run. Others who have nothing of their own take its oldest (decision 0066).
/// </summary>
public static class SeveralWorkers
{
    /// <summary>Workers that start without being waited for; where there are more cores, as many as they.</summary>
    public const int AtLeast = 6;

    public static void Ensure()
    {
        ThreadPool.GetMinThreads(out var workers, out var forCompletions);
        if (workers < AtLeast && !ThreadPool.SetMinThreads(AtLeast, forCompletions))
            throw new InvalidOperationException($"The thread pool refuses {AtLeast} workers; is DOTNET_ThreadPool_ForceMaxWorkerThreads set lower?");
    }
}
