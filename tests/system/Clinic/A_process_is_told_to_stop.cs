using TwinGrid.Testbed.Processes;
using TwinGrid.Testbed;

namespace TwinGrid.SystemTests.Clinic;

public sealed class A_process_is_told_to_stop
{
    /// <summary>Longer than any patience of this test: whoever waits until a silo is declared dead fails it.</summary>
    private const int NobodyIsDeclaredDead = 600;

    [SkippableFact]
    public async Task a_silo_hands_its_twins_over_a_gateway_finishes_its_requests_and_nothing_acknowledged_is_lost()
    {
        await using var postgres = await PostgresServer.Start();
        await using var first = await SiloProcess.OfClinic(postgres.ConnectionString(), NobodyIsDeclaredDead);
        await using var second = await SiloProcess.OfClinic(postgres.ConnectionString(), NobodyIsDeclaredDead);
        await using var left = await GatewayProcess.OfClinic(postgres.ConnectionString());
        await using var right = await GatewayProcess.OfClinic(postgres.ConnectionString());

        var twins = Enumerable.Range(0, 24).Select(n => $"patient-{n}").ToList();
        foreach (var twin in twins) await left.Register(twin);
        var ward = new Ward(twins);
        using var stop = new CancellationTokenSource();
        var (turn, mayAskLeft) = (0, true);
        var sending = ward.Send(() => (Interlocked.Increment(ref turn) % 2 == 0 && Volatile.Read(ref mayAskLeft) ? left : right).Http, stop.Token);
        await Progress(ward, right);

        (await first.Terminate()).ShouldBe(0, first.Said);
        first.Said.ShouldContain("The silo drained in");
        await Progress(ward, right);
        foreach (var twin in twins)
        {
            var applied = await AppliedTo(right, twin);
            await Eventually.Holds(async () => await AppliedTo(right, twin) > applied, TimeSpan.FromMinutes(3), () => $"{twin} is not taken over.\n{second.Said}");
        }

        Volatile.Write(ref mayAskLeft, false);
        (await left.Terminate()).ShouldBe(0, left.Said);
        left.Said.ShouldContain("The gateway drained in");
        await Progress(ward, right);

        await stop.CancelAsync();
        await sending;
        await Eventually.Holds(() => ward.IsShownBy(right), TimeSpan.FromMinutes(3), () => $"A twin does not show what was acknowledged.\n{second.Said}");
        await ward.IsWholeIn(right);
    }

    private static async Task<long> AppliedTo(GatewayProcess gateway, string twin) => (await gateway.Get($"/v1/twins/{twin}"))["appliedTo"]!["offset"]!.GetValue<long>();

    private static Task Progress(Ward ward, GatewayProcess gateway)
    {
        var before = ward.Acknowledged;
        return Eventually.Holds(() => ward.Acknowledged > before + 300, TimeSpan.FromMinutes(2), () => $"Nothing is taken any more.\n{gateway.Said}");
    }
}
