using TwinGrid.Testbed.Processes;
using TwinGrid.Testbed;

namespace TwinGrid.SystemTests.Clinic;

public sealed class A_silo_of_two_is_killed
{
    [SkippableFact]
    public async Task its_twins_move_are_reached_from_either_gateway_and_nothing_acknowledged_is_lost()
    {
        await using var postgres = await PostgresServer.Start();
        await using var first = await SiloProcess.OfClinic(postgres.ConnectionString());
        await using var second = await SiloProcess.OfClinic(postgres.ConnectionString());
        await using var left = await GatewayProcess.OfClinic(postgres.ConnectionString());
        await using var right = await GatewayProcess.OfClinic(postgres.ConnectionString());

        var twins = Enumerable.Range(0, 12).Select(n => $"patient-{n}").ToList();
        foreach (var twin in twins) await left.Register(twin);
        foreach (var twin in twins) (await right.Get($"/v1/twins/{twin}"))["id"]!.GetValue<string>().ShouldBe(twin);

        var ward = new Ward(twins);
        using var stop = new CancellationTokenSource();
        var turn = 0;
        var sending = ward.Send(() => (Interlocked.Increment(ref turn) % 2 == 0 ? left : right).Http, stop.Token);
        await Eventually.Holds(() => ward.Acknowledged > 500, TimeSpan.FromMinutes(2), () => $"The ward stands still.\n{left.Said}");

        await first.Kill();
        var atDeath = ward.Acknowledged;
        await Eventually.Holds(() => ward.Acknowledged > atDeath + 500, TimeSpan.FromMinutes(2), () => $"Nothing is taken after a silo's death.\n{left.Said}");
        await stop.CancelAsync();
        await sending;

        foreach (var gateway in new[] { left, right })
        {
            await Eventually.Holds(() => ShownBy(ward, gateway), TimeSpan.FromMinutes(3), () => $"A twin does not show what was acknowledged.\n{second.Said}");
            await ward.IsWholeIn(gateway);
        }
    }

    private static async Task<bool> ShownBy(Ward ward, GatewayProcess gateway)
    {
        try
        {
            return await ward.IsShownBy(gateway);
        }
        catch (HttpRequestException)
        {
            return false; // the dead silo is not yet declared dead
        }
    }
}
