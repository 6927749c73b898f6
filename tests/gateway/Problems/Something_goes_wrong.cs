using System.Net;

namespace TwinGrid.Gateway.Tests.Problems;

public sealed class Something_goes_wrong : Gateway
{
    protected override bool ExpectsFaults => true;

    [Fact]
    public async Task an_address_without_anything_is_a_problem() => (await Get("/v1/nothing")).ShouldBeProblem(HttpStatusCode.NotFound, "no-such-route");

    [Fact]
    public async Task a_method_that_is_not_taken_is_a_problem_that_says_which_are()
    {
        var answer = await Answer.Of(Http.PatchAsync("/v1/twins/p1", content: null));
        answer.ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "wrong-method");
        answer.Json.GetProperty("detail").GetString()!.Contains("PUT", StringComparison.Ordinal).ShouldBeTrue(answer.Text);
    }

    [Fact]
    public async Task a_browser_at_a_wrong_page_gets_no_json()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Accept.ParseAdd("text/html,*/*;q=0.8");
        (await Answer.Of(Http.SendAsync(request))).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_fault_inside_tells_nothing_of_the_inside_and_logs_no_value()
    {
        await Registered();
        Grid.Twin("p1").Fault = new InvalidOperationException("connection string=hunter2");
        var answer = await Get("/v1/twins/p1/forecast?signal=glucose");
        answer.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal");
        answer.Text.ShouldNotContain("hunter2");
        Logged.Lines.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_patients_measure_never_stands_in_the_log()
    {
        await Registered();
        await Post("/v1/twins/p1/vitals", Packet(value: "123.4567"));
        await Post("/v1/twins/p1/vitals", Packet(value: "123.4567", unit: "kg"));
        await Post("/v1/vitals", Lines(Packet(value: "123.4567", twin: "p1"), Packet(value: "123.4567", twin: "nobody"), "{\"value\":123.4567,}"));
        Logged.Lines.ShouldNotContain(line => line.Contains("123.4567", StringComparison.Ordinal));
    }

    public static TheoryData<Exception, HttpStatusCode, string> Faults => new()
    {
        { new LimitExceededException("Too many"), HttpStatusCode.TooManyRequests, "overloaded" },
        { new GatewayTooBusyException("busy"), HttpStatusCode.TooManyRequests, "overloaded" },
        { new SiloUnavailableException("gone"), HttpStatusCode.ServiceUnavailable, "grid-unavailable" },
        { new TimeoutException("late"), HttpStatusCode.ServiceUnavailable, "grid-unavailable" },
    };

    [Theory, MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task a_grid_in_trouble_asks_to_come_back(Exception fault, HttpStatusCode status, string kind)
    {
        Grid.Twin("p1").Fault = fault;
        var answer = await Get("/v1/twins/p1");
        answer.ShouldBeProblem(status, kind);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }
}
