using System.Net;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Health;

public sealed class A_gateway_is_probed : Gateway
{
    [Fact]
    public async Task it_is_ready_when_log_and_grid_answer()
    {
        (await Get("/healthz")).Status.ShouldBe(HttpStatusCode.OK);
        (await Get("/readyz")).Json.GetProperty("status").GetString().ShouldBe("ready");
        using var head = new HttpRequestMessage(HttpMethod.Head, "/readyz");
        (await Answer.Of(Http.SendAsync(head))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task it_lives_but_is_not_ready_when_the_log_fails()
    {
        Log.Fault = _ => new VitalsLogException("disk");
        (await Get("/healthz")).Status.ShouldBe(HttpStatusCode.OK);
        var answer = await Get("/readyz");
        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "not-ready");
        answer.WrongFields.ShouldBe(["vitals-log"]);
    }

    [Fact]
    public async Task it_is_not_ready_when_the_grid_fails()
    {
        Grid.Desk(0).Fault = new TimeoutException("no silo");
        (await Get("/readyz")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "not-ready").WrongFields.ShouldBe(["grid"]);
    }
}
