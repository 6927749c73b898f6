using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace TwinGrid.Gateway.Tests.Access;

public sealed class A_token_is_shown : Identified
{
    [Fact]
    public async Task a_patient_reads_the_own_twin() => (await GetAs(Patient(), "/v1/twins/a/forecast?signal=glucose")).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task without_one_nobody_is_answered()
    {
        var answer = await GetAs(null, "/v1/twins/a");
        answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "not-identified");
        answer.Headers.WwwAuthenticate.Single().ToString().ShouldBe("Bearer realm=\"twingrid\"");
    }

    [Fact]
    public async Task an_unsigned_one_is_refused() => await IsRefused(Token(isUnsigned: true));

    [Fact]
    public async Task alg_none_is_refused_in_every_spelling()
    {
        var parts = Token().Split('.');
        foreach (var alg in (string[])["none", "None", "NONE", "nOnE", ""])
            foreach (var signature in (string[])["", parts[2]])
                await IsRefused($"{Base64UrlEncoder.Encode($$"""{"alg":"{{alg}}","typ":"at+jwt"}""")}.{parts[1]}.{signature}");
    }

    [Fact]
    public async Task one_signed_with_the_public_key_as_a_secret_is_refused()
    {
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(((ECDsaSecurityKey)Issuer.Key).ECDsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "k1" };
        await IsRefused(Token(signing: new SigningCredentials(secret, SecurityAlgorithms.HmacSha256)));
    }

    [Fact]
    public async Task one_signed_with_another_key_is_refused()
    {
        var other = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k1" };
        await IsRefused(Token(signing: new SigningCredentials(other, SecurityAlgorithms.EcdsaSha256)));
    }

    [Fact]
    public async Task one_for_another_audience_is_refused() => await IsRefused(Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), audience: "another-api"));

    [Fact]
    public async Task one_of_another_issuer_is_refused() => await IsRefused(Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), issuer: "https://evil.example"));

    [Theory]
    [InlineData("JWT")]
    [InlineData("id_token+jwt")]
    [InlineData("logout+jwt")]
    public async Task an_id_token_is_no_access_token(string type) => await IsRefused(Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), type: type));

    [Fact]
    public async Task one_that_expired_is_refused() => await IsRefused(Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), from: TimeSpan.FromHours(-2), to: TimeSpan.FromMinutes(-1)));

    [Fact]
    public async Task one_that_is_not_good_yet_is_refused() => await IsRefused(Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), from: TimeSpan.FromMinutes(2)));

    [Fact]
    public async Task one_that_was_good_is_refused_once_it_expires()
    {
        var token = Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), to: TimeSpan.FromSeconds(40));
        (await GetAs(token, "/v1/signals")).Status.ShouldBe(HttpStatusCode.OK);
        Time.Advance(TimeSpan.FromMinutes(2));
        await IsRefused(token);
    }

    [Fact]
    public async Task a_changed_claim_is_refused()
    {
        var parts = Token().Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("\"patient\":\"a\"", "\"patient\":\"b\"", StringComparison.Ordinal);
        await IsRefused($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}");
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ....")]
    [InlineData("DPoP x")]
    public async Task nonsense_is_refused(string header) => await IsRefused(null, header);

    [Fact]
    public async Task two_tokens_at_once_are_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/signals");
        request.Headers.TryAddWithoutValidation("Authorization", (string[])[$"Bearer {Token()}", $"Bearer {Token()}"]);
        (await Answer.Of(Http.SendAsync(request))).ShouldBeProblem(HttpStatusCode.Unauthorized, "not-identified");
    }

    [Fact]
    public async Task a_token_in_the_address_is_none() => (await GetAs(null, $"/v1/signals?access_token={Token()}")).ShouldBeProblem(HttpStatusCode.Unauthorized, "not-identified");

    [Theory]
    [InlineData("developer")]
    [InlineData("admin")]
    [InlineData("patient clinician")]
    [InlineData("")]
    public async Task an_unknown_role_is_nobody(string role) => await IsRefused(Issuer.Token("x", role, AllOfASystem, Time.GetUtcNow(), With("patient", "a")));

    [Fact]
    public async Task a_patient_without_a_twin_is_nobody() => await IsRefused(Issuer.Token("x", "patient", AllOfAPatient, Time.GetUtcNow()));

    [Fact]
    public async Task an_issuer_that_is_away_lets_nobody_in()
    {
        await Issuer.DisposeAsync();
        (await GetAs(Token(), "/v1/signals")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private string Token(bool isUnsigned = false, SigningCredentials? signing = null) =>
        Issuer.Token("person-a", "patient", AllOfAPatient, Time.GetUtcNow(), With("patient", "a"), isUnsigned: isUnsigned, signing: signing);

    private async Task IsRefused(string? token, string? header = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/signals");
        request.Headers.TryAddWithoutValidation("Authorization", header ?? $"Bearer {token}");
        var answer = await Answer.Of(Http.SendAsync(request));
        answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "not-identified");
        answer.Headers.WwwAuthenticate.Single().ToString().ShouldBe("Bearer realm=\"twingrid\", error=\"invalid_token\"");
    }
}
