namespace TwinGrid.Gateway.Tests.Access;

public sealed class Browsers_are_told : Identified
{
    [Theory]
    [InlineData("/v1/twins/a/forecast?signal=glucose")]
    [InlineData("/v1/twins/b")]
    [InlineData("/v1/twins")]
    [InlineData("/v1/nothing")]
    public async Task patients_data_is_kept_in_no_cache_and_refusals_neither(string path)
    {
        var answer = await GetAs(Patient(), path);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        One(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        One(answer, "Content-Security-Policy").ShouldBe("default-src 'none'; frame-ancestors 'none'");
        One(answer, "Referrer-Policy").ShouldBe("no-referrer");
        answer.Headers.Server.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_page_loads_nothing_from_elsewhere_and_stands_in_no_frame()
    {
        var policy = One(await GetAs(null, "/sign-out"), "Content-Security-Policy");
        foreach (var part in (string[])["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "form-action 'self'", "base-uri 'self'"]) policy.ShouldContain(part);
        policy.ShouldNotContain("script-src 'self' 'unsafe-inline'");
        var (first, second) = (policy, One(await GetAs(null, "/sign-out"), "Content-Security-Policy"));
        (first == second).ShouldBeFalse("the nonce is of one answer only");
    }

    private static string One(Answer answer, string header) => answer.Headers.GetValues(header).Single();
}
