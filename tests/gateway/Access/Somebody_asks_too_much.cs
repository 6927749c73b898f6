using System.Net;

namespace TwinGrid.Gateway.Tests.Access;

public sealed class Somebody_asks_too_much : Identified
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["TwinGrid:Admission:PerCredential"] = "1" };

    [Fact]
    public async Task and_waits_while_others_are_served()
    {
        var (greedy, other) = (Patient("a"), Patient("b"));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++) answers.Add((await GetAs(greedy, "/v1/signals")).Status);
        answers.Take(10).ShouldAllBe(status => status == HttpStatusCode.OK);
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
        (await GetAs(other, "/v1/signals")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task with_another_token_of_the_same_person_it_is_the_same_share()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++) answers.Add((await GetAs(Patient("a"), "/v1/signals")).Status);
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task headers_that_are_too_large_are_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/signals");
        request.Headers.Add("X-Much", new string('x', 20_000));
        (await Answer.Of(Http.SendAsync(request))).Status.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        (await GetAs(null, "/v1/signals?" + new string('x', 5_000))).Status.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }
}
