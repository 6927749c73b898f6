using System.Diagnostics;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Deploy.Tests;

/// <summary>The probe of the images, before real processes.</summary>
public sealed class A_process_is_probed
{
    [Fact]
    public async Task a_gateway_answers_its_probes()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path);
        (await Probe(gateway.Address.Port, "/healthz")).ShouldBe(0);
        (await Probe(gateway.Address.Port, "/readyz")).ShouldBe(0);
        (await Probe(gateway.Address.Port, "/v1/nothing")).ShouldNotBe(0);
        (await Probe(LoopbackPort.Free(), "/healthz")).ShouldNotBe(0);
    }

    [SkippableFact]
    public async Task a_silo_answers_its_probes()
    {
        await using var postgres = await PostgresServer.Start();
        var port = LoopbackPort.Free();
        await using var silo = await SiloProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TwinGrid__Cluster"] = "PostgreSql", ["TwinGrid__PostgreSql"] = postgres.ConnectionString(), ["TwinGrid__HealthPort"] = $"{port}",
        });
        (await Probe(port, "/healthz")).ShouldBe(0);
        (await Probe(port, "/readyz")).ShouldBe(0);
        (await Probe(port, "/nothing")).ShouldNotBe(0);
        await postgres.Stop();
        (await Probe(port, "/healthz")).ShouldBe(0, "it lives");
        (await Probe(port, "/readyz")).ShouldNotBe(0, "its log does not answer");
    }

    private static async Task<int> Probe(int port, string path)
    {
        using var probe = Process.Start(new ProcessStartInfo(Path.Combine(Deployed.Folder, "docker", "probe"), [$"{port}", path]) { RedirectStandardError = true, UseShellExecute = false })!;
        await probe.WaitForExitAsync();
        return probe.ExitCode;
    }
}
