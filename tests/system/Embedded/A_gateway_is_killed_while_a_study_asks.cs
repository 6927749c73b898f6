using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class A_gateway_is_killed_while_a_study_asks
{
    [Fact]
    public async Task what_was_spent_stays_spent()
    {
        using var folder = new TemporaryFolder();
        long asked = 0, answered = 0;
        var gateway = await GatewayProcess.Embedded(folder.Path, "--TwinGrid:StudyEpsilon=50");
        try
        {
            foreach (var study in (string[])["s1", "s2"])
                using (var registered = await gateway.Http.PutAsJsonAsync($"/v1/studies/{study}", new { title = "Pulse", status = "active", start = "2026-01-01", end = "2090-01-01" }))
                    registered.StatusCode.ShouldBe(HttpStatusCode.Created);
            using var stop = new CancellationTokenSource();
            var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Interlocked.Increment(ref asked);
                    try
                    {
                        using var answer = await gateway.Http.PostAsJsonAsync("/v1/studies/s1/aggregates", new { kind = "count", epsilon = .01 }, stop.Token);
                        if (answer.IsSuccessStatusCode) Interlocked.Increment(ref answered);
                    }
                    catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
                    {
                        return; // the gateway is gone
                    }
                }
            }));
            await Eventually.Holds(() => Interlocked.Read(ref answered) > 100, TimeSpan.FromMinutes(2), () => $"Nothing is answered.\n{gateway.Said}");
            await gateway.Kill();
            await asking;
            await gateway.DisposeAsync();

            gateway = await GatewayProcess.Embedded(folder.Path, "--TwinGrid:StudyEpsilon=50");
            var budget = await gateway.Get("/v1/studies/s1/budget");
            var questions = (long)budget["questions"]!;
            questions.ShouldBeInRange(answered, asked, "an answer that was given was paid for, and a question that was not asked was not");
            ((decimal)budget["budget"]!["spent"]!).ShouldBe(questions * .01m);

            using var beyond = await gateway.Http.PostAsJsonAsync("/v1/studies/s2/aggregates", new { kind = "count", epsilon = 10 });
            beyond.StatusCode.ShouldBe(HttpStatusCode.OK);
            foreach (var _ in Enumerable.Range(0, 4)) using (await gateway.Http.PostAsJsonAsync("/v1/studies/s2/aggregates", new { kind = "count", epsilon = 10 })) { }
            using var refused = await gateway.Http.PostAsJsonAsync("/v1/studies/s2/aggregates", new { kind = "count", epsilon = .001 });
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            ((string)(await refused.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!).ShouldContain("has spent 50");
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }
}
