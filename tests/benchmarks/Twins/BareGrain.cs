namespace TwinGrid.Benchmarks.Twins;

/// <summary>A grain of nothing: what an activation costs before any state.</summary>
[Alias("TwinGrid.Benchmarks.IBareGrain")]
public interface IBareGrain : IGrainWithStringKey
{
    [Alias("Touch")] ValueTask Touch();
}

[GrainType("bare")]
public sealed class BareGrain : Grain, IBareGrain
{
    public ValueTask Touch() => ValueTask.CompletedTask;
}
