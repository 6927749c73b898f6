using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using TwinGrid.Pages.Tests.Browser;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.SystemTests.Identity;

/// <summary>A real gateway with somebody else's issuer, in the clear on loopback and over TLS with a certificate from files; a real browser signs in there.</summary>
public sealed class Somebody_signs_in_elsewhere(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableTheory, InlineData("http"), InlineData("https")]
    public async Task and_comes_back_to_the_own_patients_and_no_others(string scheme)
    {
        using var folder = new TemporaryFolder();
        using var certificate = new SelfSigned(folder.Path);
        await using var issuer = await ForeignIssuer.Start();
        await using var gateway = Start(folder, certificate, issuer, scheme);
        using var client = certificate.Client(gateway.Address);
        await Eventually.Holds(() => IsReady(client), TimeSpan.FromMinutes(2), () => gateway.Said);
        await Register(client, issuer, "t-own", "ward-7");
        await Register(client, issuer, "t-other", "ward-9");

        await using var visitor = await chromium.Visit(gateway.Address.ToString().TrimEnd('/'), trustsAnyCertificate: true);
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Find("operator")).ToContainTextAsync("clinician");
        await Expect(visitor.Row("t-own")).ToHaveCountAsync(1);
        await Expect(visitor.Find("row")).ToHaveCountAsync(1);
        await visitor.Row("t-own").GetByTestId("twin-link").ClickAsync();
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("t-own");
        issuer.Faults.ShouldBeEmpty();
        var cookie = (await visitor.Page.Context.CookiesAsync()).Single(one => one.Name == "twingrid");
        (cookie.HttpOnly, cookie.Secure).ShouldBe((true, scheme == "https"));
        gateway.Said.ShouldNotContain("dr-5");

        // Without the cookie nothing is shown, and the API does not take it for a token.
        using var page = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } } };
        using var sent = await client.SendAsync(page);
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        sent.Headers.Location!.ToString().ShouldStartWith(issuer.Address);
        using var api = new HttpRequestMessage(HttpMethod.Get, "/v1/twins") { Headers = { { "Cookie", $"twingrid={cookie.Value}" } } };
        using var refused = await client.SendAsync(api);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        if (scheme == "https") refused.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=31536000");
    }

    [SkippableTheory, InlineData("for-another-client", null), InlineData(null, "another nonce")]
    public async Task with_an_answer_that_is_not_theirs_and_stays_outside(string? audience, string? nonce)
    {
        using var folder = new TemporaryFolder();
        using var certificate = new SelfSigned(folder.Path);
        await using var issuer = await ForeignIssuer.Start();
        issuer.Wrongly = (audience, nonce);
        await using var gateway = Start(folder, certificate, issuer, "https");
        using var client = certificate.Client(gateway.Address);
        await Eventually.Holds(() => IsReady(client), TimeSpan.FromMinutes(2), () => gateway.Said);

        await using var visitor = await chromium.Visit(gateway.Address.ToString().TrimEnd('/'), trustsAnyCertificate: true);
        var answer = await visitor.Page.GotoAsync("/");
        answer!.Status.ShouldBe(401);
        await Expect(visitor.Page.Locator("body")).ToContainTextAsync("does not hold");
        (await visitor.Page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "twingrid");
    }

    private static GatewayProcess Start(TemporaryFolder folder, SelfSigned certificate, ForeignIssuer issuer, string scheme) => GatewayProcess.Start(
        [
            "--data", Path.Combine(folder.Path, "data"), $"--TwinGrid:Identity:Issuer={issuer.Address}", $"--TwinGrid:Identity:PagesClientId={ForeignIssuer.Client}",
            $"--Kestrel:Certificates:Default:Path={certificate.CertificateFile}", $"--Kestrel:Certificates:Default:KeyPath={certificate.KeyFile}",
        ],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["TwinGrid__Identity__PagesClientSecret"] = ForeignIssuer.Secret },
        new Uri($"{scheme}://127.0.0.1:{LoopbackPort.Free()}"));

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private static async Task Register(HttpClient client, ForeignIssuer issuer, string twin, string team)
    {
        var token = new AuthenticationHeaderValue("Bearer", issuer.AccessToken("desk-1", "operator", "system/*.cruds operate"));
        using var registers = new HttpRequestMessage(HttpMethod.Put, $"/v1/twins/{twin}") { Headers = { Authorization = token }, Content = JsonContent.Create(new { birthDate = "1960-05-04", sex = "female", heightCm = 162, weightKg = 61 }) };
        using var admits = new HttpRequestMessage(HttpMethod.Put, $"/v1/twins/{twin}/care-teams/{team}") { Headers = { Authorization = token } };
        foreach (var request in (HttpRequestMessage[])[registers, admits])
        {
            using var answer = await client.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }
    }
}
