using System.Net;
using System.Text;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Types;
using Xunit.Abstractions;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>The table of access tried out: every route × role × relation × scope × consent, against what is expected from the row alone.</summary>
public sealed class Every_role_tries_every_route(ITestOutputHelper output) : Identified
{
    private static readonly string[] Roles = ["nobody", "patient", "clinician", "researcher", "device", "operator", "privacy-officer"];

    [Fact]
    public async Task and_is_answered_as_the_table_says()
    {
        var (tried, answered, leaks) = (0, 0, new List<string>());
        foreach (var row in AccessTable.Rows.Where(row => row.Door == Door.Token && !row.Route.Contains("devices", StringComparison.Ordinal)) // that one is the built-in issuer's
            .Select(row => row.IsByType ? RecordTypes.Narrow(row, RecordTypes.Find("Observation")!) : row))
            foreach (var role in Roles)
                foreach (var twin in (string[])["a", "b", "x"])
                    foreach (var consent in Enum.GetValues<Consented>())
                        foreach (var scope in Enum.GetValues<Scoped>())
                        {
                            Verdicts.Rule = request => consent == Consented.SaysNothing ? Usual(request) : consent == Consented.Permits;
                            var answer = await Try(row, role, twin, scope);
                            tried++;
                            if (IsAnswered(answer)) answered++;
                            if (!MayBe(answer, Expected(row, role, twin, consent, scope), row)) leaks.Add($"{row.Route} as {role} of {twin}, consent {consent}, scope {scope}: {(int)answer}");
                        }
        output.WriteLine($"{tried} requests: {answered} let in, {tried - answered} refused, {leaks.Count} against the table");
        leaks.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(1000);
    }

    private async Task<HttpStatusCode> Try(RouteRow row, string role, string twin, Scoped scope)
    {
        var parts = row.Route.Split(' ');
        var path = parts[1].Replace("{id}", row.About == About.Alert ? $"{twin}~0123456789abcdef" : twin, StringComparison.Ordinal)
            .Replace("{rid}", "o1", StringComparison.Ordinal).Replace("{vid}", "1", StringComparison.Ordinal)
            .Replace("{team}", "ward-1", StringComparison.Ordinal).Replace("{notice}", "n1", StringComparison.Ordinal)
            .Replace("{study}", row.About == About.Study && twin != "a" ? "study-2" : "study-1", StringComparison.Ordinal).Replace("{export}", "0197b3", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), path);
        if (parts[0] != "GET") request.Content = new StringContent(row.About == About.Several ? Packet(twin: twin) : "{}", Encoding.UTF8, "application/json");
        if (Token(role, scope, row) is { } token) request.Headers.Add("Authorization", $"Bearer {token}");
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private string? Token(string role, Scoped scope, RouteRow row)
    {
        var needed = scope == Scoped.None ? "openid" : string.Join(' ', row.Scopes.Select(one => one.IsWord ? one.Resource : $"user/{one}").Append("openid"));
        return role switch
        {
            "patient" => Patient("a", needed), "clinician" => Clinician("ward-1", needed), "researcher" => Researcher(needed), "device" => Device("a", "monitor", needed),
            "operator" => Operator(needed), "privacy-officer" => PrivacyOfficer(needed), _ => null,
        };
    }

    /// <summary>What the row alone says, written down a second time on purpose.</summary>
    private static Outcome Expected(RouteRow row, string role, string twin, Consented consent, Scoped scope)
    {
        if (role == "nobody") return Outcome.Unidentified;
        var who = role switch
        {
            "patient" => Who.Patient, "clinician" => Who.Clinician, "researcher" => Who.Researcher, "device" => Who.Device, "operator" => Who.Operator, _ => Who.PrivacyOfficer,
        };
        if (!row.Who.HasFlag(who)) return Outcome.NotPermitted;
        if (scope == Scoped.None && row.Scopes.Count > 0) return Outcome.NotPermitted;
        if (row.About == About.Study && who == Who.Researcher && twin != "a") return Outcome.NotPermitted; // his study is study-1
        if (row.About is About.Nobody or About.Several or About.Study || row.WithoutConsent.HasFlag(who)) return Outcome.LetIn;
        var usual = twin == "a" && (who is Who.Patient or Who.Clinician || (who == Who.Device && row.Operation == Operation.Append));
        return consent == Consented.Permits || (consent == Consented.SaysNothing && usual) ? Outcome.LetIn : Outcome.Hidden;
    }

    private static bool MayBe(HttpStatusCode status, Outcome expected, RouteRow row) => expected switch
    {
        Outcome.Unidentified => status == HttpStatusCode.Unauthorized,
        Outcome.NotPermitted => status == HttpStatusCode.Forbidden,
        Outcome.Hidden => status == HttpStatusCode.NotFound,
        _ => IsAnswered(status) || (status == HttpStatusCode.NotFound && row.About != About.Nobody), // let in, and then nothing was there
    };

    private static bool IsAnswered(HttpStatusCode status) => status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);

    private enum Consented { SaysNothing = 0, Permits = 1, Denies = 2 }

    private enum Scoped { AsNeeded = 0, None = 1 }

    private enum Outcome { LetIn = 0, Unidentified = 1, NotPermitted = 2, Hidden = 3 }
}
