using Xunit;

namespace TwinGrid.Faults.Grids;

/// <summary>Clocks that are wrong by minutes, by the library of Debian's package <c>faketime</c>; time still passes at its pace, and only the wall clock is wrong.</summary>
internal static class SkewedClock
{
    private static readonly string[] Libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

    /// <summary>Environment of a silo: ahead at even places, behind at odd ones. Skips where the library is not installed.</summary>
    public static IEnumerable<(string Name, string Value)> OfSilo(int place)
    {
        var library = Array.Find(Libraries, File.Exists);
        Skip.If(library is null, "libfaketime is not installed: install the package faketime.");
        return [("LD_PRELOAD", library!), ("FAKETIME", place % 2 == 0 ? "+300" : "-300"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_NO_CACHE", "1")];
    }
}
