using System.Net;

namespace TwinGrid.Gateway.Tests.Admission;

public sealed class Too_much_comes_at_once : Gateway
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Admission:Requests"] = "2",
        ["TwinGrid:Admission:Waiting"] = "1",
    };

    [Fact]
    public async Task what_goes_beyond_is_asked_to_come_back_and_the_rest_is_served()
    {
        await Registered();
        var flush = new TaskCompletionSource();
        Log.Flush = flush.Task;
        var sending = Enumerable.Range(0, 6).Select(i => Post("/v1/twins/p1/vitals", Packet(sequence: $"{i}"))).ToList();
        await Eventually(() => sending.Count(s => s.IsCompleted) == 3); // two at work, one waits
        foreach (var refused in sending.Where(s => s.IsCompleted))
        {
            (await refused).ShouldBeProblem(HttpStatusCode.TooManyRequests, "overloaded");
            (await refused).Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }
        (await Get("/healthz")).Status.ShouldBe(HttpStatusCode.OK); // probes are never refused
        flush.SetResult();
        (await Task.WhenAll(sending)).Count(a => a.Status == HttpStatusCode.Accepted).ShouldBe(3);
    }
}
