using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Upgrades;

public sealed class The_previous_version_was_killed
{
    private static readonly Fixture Previous = new("0.1.0");

    [Fact]
    public async Task an_embedded_grid_of_this_version_shows_what_it_knew_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        await Previous.Unpack(folder.Path);
        await using var gateway = await GatewayProcess.Embedded(folder.Path);
        await ShowsAndGoesOn(new Remembered(Previous.Embedded), gateway);
    }

    [SkippableFact]
    public async Task a_clinic_of_this_version_shows_what_it_knew_and_goes_on()
    {
        await using var postgres = await PostgresServer.Start();
        await Previous.Load(postgres.ConnectionString());
        await using var silo = await SiloProcess.OfClinic(postgres.ConnectionString());
        await using var gateway = await GatewayProcess.OfClinic(postgres.ConnectionString());
        await ShowsAndGoesOn(new Remembered(Previous.Clinic), gateway);
    }

    private static async Task ShowsAndGoesOn(Remembered before, GatewayProcess gateway)
    {
        await Eventually.Holds(() => before.LastIsApplied(gateway), TimeSpan.FromMinutes(2), () => $"What was acknowledged last is not there.\n{gateway.Said}");
        await before.EverythingIsAsItWas(gateway);

        var observedAt = TimeProvider.System.GetUtcNow();
        foreach (var twin in before.Twins)
            await gateway.Post($"/v1/twins/{twin}/vitals", new { deviceId = "new", sequence = 1, samples = new[] { new { code = "8310-5", value = 36.5, unit = "Cel", observedAt } } });
        foreach (var twin in before.Twins)
            await Eventually.Holds(() => Remembered.HasHeard(gateway, twin, "new"), TimeSpan.FromMinutes(2), () => $"{twin} does not take what is sent to it now.\n{gateway.Said}");
        await before.EverythingIsAsItWas(gateway, except: "8310-5");
    }
}
