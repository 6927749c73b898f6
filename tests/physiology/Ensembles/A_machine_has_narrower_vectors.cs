using System.Diagnostics;

namespace TwinGrid.Physiology.Tests.Ensembles;

public sealed class A_machine_has_narrower_vectors
{
    /// <summary>Runs this assembly again as a program of its own, the processor's vectors taken away.</summary>
    [Theory, InlineData("DOTNET_EnableAVX512"), InlineData("DOTNET_EnableAVX2"), InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task solvers_models_and_noise_give_the_same_bits(string vectors)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Fingerprint).Assembly.Location]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[vectors] = "0";
        using var process = Process.Start(start)!;
        var there = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        there.Trim().ShouldBe(Fingerprint.Take());
    }
}
