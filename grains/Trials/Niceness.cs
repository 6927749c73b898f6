using System.Runtime.InteropServices;

namespace TwinGrid.Grains.Trials;

/// <summary>Lets a thread give way to others of the machine. The runtime's thread priorities do nothing on Linux, where each thread has a niceness of its own.</summary>
internal static class Niceness
{
    /// <summary>A third of the processor time of a thread beside it, where both want all of it: enough to be stopped soon by the garbage collector.</summary>
    private const int Nice = 5;

    private const int OfThread = 0;

    /// <summary>Makes the calling thread give way. Where the system does not let it, everything stays as it is.</summary>
    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfThread, 0, Nice);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int niceness);
}
