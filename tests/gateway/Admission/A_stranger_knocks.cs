using System.Net;

namespace TwinGrid.Gateway.Tests.Admission;

public sealed class A_stranger_knocks : Gateway
{
    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5080")]
    public async Task loopback_names_are_answered(string host) => (await As(host, null, HttpMethod.Get, "/healthz")).Status.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.1.10:5080")]
    public async Task a_rebound_name_is_refused(string host) =>
        (await As(host, null, HttpMethod.Get, "/v1/alerts")).ShouldBeProblem(HttpStatusCode.MisdirectedRequest, "wrong-host");

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task a_foreign_page_changes_nothing(string origin) =>
        (await As("localhost", origin, HttpMethod.Post, "/v1/alerts/p1~0/resolve")).ShouldBeProblem(HttpStatusCode.Forbidden, "foreign-origin");

    [Fact]
    public async Task a_page_of_this_machine_may() =>
        (await As("localhost:5080", "http://localhost:5080", HttpMethod.Post, "/v1/alerts/p1~0/resolve")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-alert");

    private Task<Answer> As(string host, string? origin, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        return Answer.Of(Http.SendAsync(request));
    }
}
