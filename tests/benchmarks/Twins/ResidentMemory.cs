using System.Diagnostics;
using System.Runtime;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>What the process holds once everything that can be freed is.</summary>
/// <param name="Managed">Live bytes on the managed heap.</param>
/// <param name="Resident">Resident set of the process, bytes.</param>
internal readonly record struct ResidentMemory(long Managed, long Resident)
{
    public static ResidentMemory Now()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(forceFullCollection: false), process.WorkingSet64);
    }

    /// <summary>Growth since an earlier reading, bytes each.</summary>
    public (double Managed, double Resident) Each(ResidentMemory since, int count) =>
        (Math.Round((Managed - since.Managed) / (double)count), Math.Round((Resident - since.Resident) / (double)count));
}
