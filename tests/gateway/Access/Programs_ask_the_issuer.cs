using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>A gateway that is its own issuer: anna is patient a, sato a clinician of ward-1.</summary>
public sealed partial class Programs_ask_the_issuer : Gateway, IDisposable
{
    private const string Password = "correct horse battery", ComesBackTo = "http://127.0.0.1:9999/done";
    private readonly TemporaryFolder _folder = new();
    private readonly Verdicts _verdicts = new() { Rule = request => request.Caller.Role != Role.Patient || request.Caller.OwnTwin == request.Twin };
    private readonly int _port = LoopbackPort.Free();
    private string _deviceSecret = "", _operatorSecret = "";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Identity:Issuer"] = $"http://127.0.0.1:{_port}", ["TwinGrid:Identity:BuiltIn"] = "true", ["TwinGrid:Data"] = _folder.Path,
    };

    protected override void Prepare(WebApplicationBuilder builder) => builder.Services.AddSingleton<IAccessDecisions>(_verdicts);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Grid.Twin("a").Register(Samples.Profile);
        Grid.Twin("a").Ahead = (signal, horizon) => Samples.Forecast(signal, horizon, Noon);
        await Within(async (people, clients) =>
        {
            await people.Put("anna", Password, "patient", "a", [], [], default);
            await people.Put("sato", Password, "clinician", null, ["ward-1"], [], default);
            _deviceSecret = (await clients.Add("mon-a", new ClientFacts("device", Clients.DeviceScopes, "a", "", "", null), [], isPublic: false, null, default))!;
            _operatorSecret = (await clients.Add("hospital", new ClientFacts("operator", "system/Patient.cu operate", null, "", "", null), [], isPublic: false, null, default))!;
            await clients.Add("app", new ClientFacts(null, "patient/*.rs user/Observation.rs", null, "", "", null), [new Uri(ComesBackTo)], isPublic: true, null, default);
        });
    }

    [Fact]
    public async Task a_device_gets_a_token_that_appends_and_does_nothing_else()
    {
        var token = await TokenOf("mon-a", _deviceSecret, "system/Observation.c system/*.cruds");
        (await Send(token, HttpMethod.Post, "/v1/twins/a/vitals", Packet(device: "mon-a"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Send(token, HttpMethod.Get, "/v1/twins/a")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_device_changes_its_secret_and_the_old_one_ends_with_the_first_use_of_the_new_one()
    {
        var token = await TokenOf("mon-a", _deviceSecret, "system/Observation.c");
        var lost = (await Send(token, HttpMethod.Post, "/v1/devices/credential")).Json.GetProperty("clientSecret").GetString()!;
        var fresh = (await Send(token, HttpMethod.Post, "/v1/devices/credential")).Json.GetProperty("clientSecret").GetString()!;
        (await Ask("mon-a", _deviceSecret, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.OK, "the answer may have been lost");
        (await Ask("mon-a", lost, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask("mon-a", fresh, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.OK);
        (await Ask("mon-a", _deviceSecret, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Ask("mon-a", fresh, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_program_is_granted_no_more_than_it_was_registered_for()
    {
        var answer = await Ask("hospital", _operatorSecret, "system/*.cruds user/*.cruds operate openid");
        answer.Json.GetProperty("scope").GetString()!.Split(' ').Order(StringComparer.Ordinal).ShouldBe(["operate", "system/Patient.cu"]);
    }

    [Fact]
    public async Task a_wrong_secret_gets_nothing() => (await Ask("hospital", "wrong", "operate")).Status.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task somebody_lets_an_app_in_with_scopes_of_version_1()
    {
        using var browser = new Browser(Address);
        var (code, verifier) = await browser.LetIn("anna", "openid launch/patient offline_access patient/*.read patient/*.write system/*.cruds");
        var tokens = await Exchange(code, verifier);
        tokens.GetProperty("patient").GetString().ShouldBe("a");
        tokens.GetProperty("scope").GetString().ShouldBe("launch/patient offline_access openid patient/*.rs");
        (await Send(tokens.GetProperty("access_token").GetString()!, HttpMethod.Get, "/v1/twins/a/forecast?signal=glucose")).Status.ShouldBe(HttpStatusCode.OK);
        (await Send(tokens.GetProperty("access_token").GetString()!, HttpMethod.Get, "/v1/twins/b/forecast?signal=glucose")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Send(tokens.GetProperty("id_token").GetString()!, HttpMethod.Get, "/v1/signals")).Status.ShouldBe(HttpStatusCode.Unauthorized, "an ID token is no access token");
        var again = await Answer.Of(Http.PostAsync("/connect/token", Form(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!), ("client_id", "app"))));
        again.Status.ShouldBe(HttpStatusCode.OK, again.Text);
        again.Json.GetProperty("patient").GetString().ShouldBe("a");
    }

    [Fact]
    public async Task a_code_is_good_once_and_with_its_verifier_only()
    {
        using var browser = new Browser(Address);
        var (code, verifier) = await browser.LetIn("anna", "openid patient/*.rs");
        (await Redeem(code, "another-verifier-of-forty-three-characters-xx")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (code, verifier) = await browser.LetIn("anna", "openid patient/*.rs");
        (await Redeem(code, verifier)).Status.ShouldBe(HttpStatusCode.OK);
        (await Redeem(code, verifier)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("&code_challenge=&code_challenge_method=S256")]
    [InlineData("")]
    [InlineData("&code_challenge=0123456789012345678901234567890123456789012&code_challenge_method=plain")]
    public async Task without_a_hashed_challenge_no_code_is_given(string challenge)
    {
        using var browser = new Browser(Address);
        var answer = await browser.Http.GetAsync($"/connect/authorize?response_type=code&client_id=app&scope=openid&redirect_uri={Uri.EscapeDataString(ComesBackTo)}{challenge}");
        (answer.Headers.Location?.Query ?? "").ShouldNotContain("code=");
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Redirect, HttpStatusCode.Found);
    }

    [Fact]
    public async Task a_foreign_address_to_come_back_to_is_refused()
    {
        using var browser = new Browser(Address);
        (await browser.Http.GetAsync($"/connect/authorize?response_type=code&client_id=app&scope=openid&redirect_uri=https%3A%2F%2Fevil.example&code_challenge={new string('a', 43)}&code_challenge_method=S256")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task passwords_cannot_be_guessed_for_long()
    {
        using var browser = new Browser(Address);
        for (var i = 0; i < 5; i++) (await browser.SignIn("sato", $"wrong password {i}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.SignIn("sato", Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await browser.SignIn("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.Found, "another name is not kept waiting");
        Time.Advance(TimeSpan.FromMinutes(16));
        (await browser.SignIn("sato", Password)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task nobody_is_sent_elsewhere_after_signing_in()
    {
        foreach (var to in (string[])["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
        {
            using var browser = new Browser(Address);
            (await browser.SignIn("sato", Password, to)).Headers.Location!.ToString().ShouldBe("/");
        }
    }

    [Fact]
    public async Task a_form_from_another_site_signs_nobody_in()
    {
        using var browser = new Browser(Address);
        (await browser.Http.PostAsync("/sign-in", Form(("name", "sato"), ("password", Password)))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task the_cookie_of_the_pages_opens_no_route_of_the_api()
    {
        using var browser = new Browser(Address);
        await browser.SignIn("anna", Password);
        (await browser.Http.GetAsync("/v1/twins/a")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task who_was_taken_out_gets_no_more_tokens()
    {
        await Within(async (people, clients) =>
        {
            (await people.Remove("anna", default)).ShouldBeTrue();
            (await clients.Remove("mon-a", default)).ShouldBeTrue();
        });
        (await Ask("mon-a", _deviceSecret, "system/Observation.c")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var browser = new Browser(Address);
        (await browser.SignIn("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void nothing_in_the_store_is_a_password_or_a_secret_and_nobody_else_can_read_it()
    {
        var stored = Encoding.Latin1.GetString(Directory.EnumerateFiles(_folder.Path, "identity.db*").SelectMany(Bytes).ToArray());
        stored.ShouldContain("hospital");
        foreach (var secret in (string[])[Password, _deviceSecret, _operatorSecret]) stored.ShouldNotContain(secret);
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.Contains("cookies", StringComparison.Ordinal)))
            if (!OperatingSystem.IsWindows()) (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)).ShouldBe(UnixFileMode.None, file);

        static byte[] Bytes(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    }

    [Fact]
    public async Task apps_find_the_issuer()
    {
        var smart = (await Get("/.well-known/smart-configuration")).Json;
        smart.GetProperty("token_endpoint").GetString().ShouldBe($"http://127.0.0.1:{_port}/connect/token");
        smart.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()).ShouldContain(one => one == "permission-v2");
        (await Get("/.well-known/openid-configuration")).Json.GetProperty("code_challenge_methods_supported").EnumerateArray().Single().GetString().ShouldBe("S256");
    }

    public void Dispose() => _folder.Dispose();

    private async Task Within(Func<People, Clients, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<People>(), scope.ServiceProvider.GetRequiredService<Clients>());
    }

    private Task<Answer> Ask(string client, string secret, string scope)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = Form(("grant_type", "client_credentials"), ("scope", scope)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}")));
        return Answer.Of(Http.SendAsync(request));
    }

    private async Task<string> TokenOf(string client, string secret, string scope) => (await Ask(client, secret, scope)).Json.GetProperty("access_token").GetString()!;

    private Task<Answer> Redeem(string code, string verifier) => Answer.Of(Http.PostAsync(
        "/connect/token", Form(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ComesBackTo), ("client_id", "app"), ("code_verifier", verifier))));

    private async Task<JsonElement> Exchange(string code, string verifier)
    {
        var answer = await Redeem(code, verifier);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private Task<Answer> Send(string token, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : Json(json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(Http.SendAsync(request));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>A browser with its cookies, that follows no redirect by itself.</summary>
    private sealed partial class Browser(Uri address) : IDisposable
    {
        public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = address };

        public async Task<HttpResponseMessage> SignIn(string name, string password, string to = "/")
        {
            var fields = Hidden(await Http.GetStringAsync("/sign-in"));
            (fields["to"], fields["name"], fields["password"]) = (to, name, password);
            return await Http.PostAsync("/sign-in", new FormUrlEncodedContent(fields));
        }

        /// <summary>Signs in, lets the app in, and returns the code that it comes back with.</summary>
        public async Task<(string Code, string Verifier)> LetIn(string name, string scope)
        {
            (await SignIn(name, Password)).StatusCode.ShouldBe(HttpStatusCode.Found);
            var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
            var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            var fields = Hidden(await Http.GetStringAsync(QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["response_type"] = "code", ["client_id"] = "app", ["redirect_uri"] = ComesBackTo, ["scope"] = scope, ["state"] = "s",
                ["code_challenge"] = challenge, ["code_challenge_method"] = "S256",
            })));
            fields["twingrid_decision"] = "allow";
            var answer = await Http.PostAsync("/connect/authorize", new FormUrlEncodedContent(fields));
            return (QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString(), verifier);
        }

        public void Dispose() => Http.Dispose();

        private static Dictionary<string, string> Hidden(string html) =>
            HiddenFields().Matches(html).ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value), StringComparer.Ordinal);

        [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex HiddenFields();
    }
}
