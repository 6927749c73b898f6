namespace TwinGrid.Benchmarks;

/// <summary>What a figure is to be read beside, in the same unit, by name: the bare limit, the same work without lanes, another's program.</summary>
public sealed class Beside() : Dictionary<string, object>(StringComparer.Ordinal)
{
    /// <summary>One figure: the bare limit measured in the same run.</summary>
    public static Beside? FromDouble(double? bare) => bare is { } value ? new() { ["bare"] = value } : null;

    public static implicit operator Beside?(double? bare) => FromDouble(bare);
}
