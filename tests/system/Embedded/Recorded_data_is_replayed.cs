using System.Diagnostics;
using TwinGrid.Testbed.Processes;
using TwinGrid.Testbed;

namespace TwinGrid.SystemTests.Embedded;

/// <summary>The recorder's own command line against a real gateway; it reconciles with the history and ends with 1 where they differ.</summary>
public sealed class Recorded_data_is_replayed
{
    [SkippableFact]
    public async Task an_icu_record_reconciles_and_disconnected_probes_alert_nobody()
    {
        var file = SharedData.Path("samples", "vitals", "mimic_s00001_numerics_1min.csv");
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path);
        await Replay(file, gateway.Address);
        var twin = (await gateway.Get("/v1/twins?limit=1"))["twins"]![0]!["twinId"]!.GetValue<string>();
        (await gateway.Get($"/v1/twins/{twin}/vitals?code=59408-5&limit=1"))["flagged"]!.GetValue<int>().ShouldBe(363, "the record holds so many SpO2 zeros");
        var alerts = (await gateway.Get("/v1/alerts?limit=1000"))["alerts"]!.AsArray();
        alerts.ShouldAllBe(alert => alert!["value"] == null || alert["value"]!.GetValue<double>() > 0);
    }

    [SkippableFact]
    public async Task killed_in_the_middle_and_repeated_a_replay_still_reconciles()
    {
        var file = SharedData.Path("reference", "cgm", "hall2018_cgm.csv");
        using var folder = new TemporaryFolder();
        int port;
        await using (var gateway = await GatewayProcess.Embedded(folder.Path))
        {
            port = gateway.Address.Port;
            var cut = Start(file, gateway.Address);
            await Eventually.Holds(async () => (await gateway.Get("/v1/twins?limit=1"))["total"]!.GetValue<int>() > 0, TimeSpan.FromMinutes(2), () => gateway.Said);
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            await gateway.Kill();
            cut.Kill();
            await cut.WaitForExitAsync();
        }
        await using var again = await GatewayProcess.Embedded(folder.Path);
        again.Address.Port.ShouldNotBe(port);
        await Replay(file, again.Address);
    }

    private static async Task<string> Replay(string file, Uri gateway)
    {
        using var replay = Start(file, gateway);
        var said = await replay.StandardOutput.ReadToEndAsync() + await replay.StandardError.ReadToEndAsync();
        await replay.WaitForExitAsync();
        replay.ExitCode.ShouldBe(0, said);
        return said;
    }

    private static Process Start(string file, Uri gateway) => Process.Start(new ProcessStartInfo("dotnet")
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        ArgumentList =
        {
            Repository.BuildOutput("simulators/devices", "TwinGrid.Devices"), "replay", file, "--gateway", gateway.ToString(), "--speed", "max", "--verify",
        },
    })!;
}
