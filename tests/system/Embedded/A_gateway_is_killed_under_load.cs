using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class A_gateway_is_killed_under_load
{
    private const int Rounds = 3;

    [Fact]
    public async Task every_acknowledged_packet_is_in_its_twin_and_history_exactly_once()
    {
        using var folder = new TemporaryFolder();
        var twins = Enumerable.Range(0, 12).Select(n => $"patient-{n}").ToList();
        var ward = new Ward(twins);
        var gateway = await GatewayProcess.Embedded(folder.Path);
        try
        {
            foreach (var twin in twins) await gateway.Register(twin);
            using var stop = new CancellationTokenSource();
            var sending = ward.Send(() => gateway.Http, stop.Token);
            for (var round = 1; round <= Rounds; round++)
            {
                var before = ward.Acknowledged;
                await Eventually.Holds(() => ward.Acknowledged > before + 300, TimeSpan.FromMinutes(2), () => $"Round {round}: the ward stands still.\n{gateway.Said}");
                await gateway.Kill();
                var next = await GatewayProcess.Embedded(folder.Path);
                await gateway.DisposeAsync();
                gateway = next;
            }
            await stop.CancelAsync();
            await sending;
            await Eventually.Holds(() => ward.IsShownBy(gateway), TimeSpan.FromMinutes(2), () => "A twin does not show what was acknowledged.");
            await ward.IsWholeIn(gateway);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }
}
