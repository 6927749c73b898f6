using System.Net;

namespace TwinGrid.Gateway.Tests.Admission;

public sealed class Very_many_sleeping_twins_are_asked_for : Gateway
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Admission:Waking"] = "1" };

    [Fact]
    public async Task some_wait_the_rest_is_asked_to_come_back_and_twins_that_are_awake_are_served()
    {
        string[] sleepers = [.. Enumerable.Range(0, 6).Select(n => $"s{n}")];
        foreach (var id in (string[])["p1", .. sleepers]) await Registered(id);
        Time.Advance(TimeSpan.FromMinutes(6)); // all asleep
        (await Get("/v1/twins/p1")).Status.ShouldBe(HttpStatusCode.OK);
        var waking = new TaskCompletionSource();
        foreach (var id in sleepers) Grid.Twin(id).Thinking = waking.Task;

        var asking = sleepers.Select(id => Get($"/v1/twins/{id}")).ToList();
        await Eventually(() => asking.Count(asked => asked.IsCompleted) == 3); // one at work, two wait
        foreach (var refused in asking.Where(asked => asked.IsCompleted))
        {
            (await refused).ShouldBeProblem(HttpStatusCode.TooManyRequests, "overloaded");
            (await refused).Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }
        (await Get("/v1/twins/p1")).Status.ShouldBe(HttpStatusCode.OK);
        (await Post("/v1/twins/p1/vitals", Packet())).Status.ShouldBe(HttpStatusCode.Accepted);

        waking.SetResult();
        (await Task.WhenAll(asking)).Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(3);
        foreach (var id in sleepers) (await Get($"/v1/twins/{id}")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
