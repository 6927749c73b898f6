using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>
/// A gateway with an issuer. Patients a and b have twins of those names; team ward-1 cares for a, ward-2 for b; consents say nothing else, unless a test has it so.
/// </summary>
public abstract class Identified : Gateway, IDisposable
{
    public const string AllOfAPatient = "patient/*.cruds", AllOfAUser = "user/*.cruds", AllOfASystem = "system/*.cruds operate";

    private readonly TemporaryFolder _keys = new();

    protected Verdicts Verdicts { get; } = new();

    protected TestIssuer Issuer { get; private set; } = null!;

    /// <summary>Care teams by twin.</summary>
    protected Dictionary<string, string[]> Teams { get; } = new(StringComparer.Ordinal) { ["a"] = ["ward-1"], ["b"] = ["ward-2"] };

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Identity:Issuer"] = Issuer.Address, ["TwinGrid:Identity:Keys"] = _keys.Path,
    };

    public override async Task InitializeAsync()
    {
        Issuer = await TestIssuer.Start();
        Verdicts.Rule = Usual;
        await base.InitializeAsync();
        Grid.Verifier.Verify(Arg.Any<string?>()).Returns(new TwinGrid.Rebuilding.VerifyReport(0, [], []));
        foreach (var twin in (string[])["a", "b", "x"]) Grid.Book(twin).Read(Arg.Any<string?>(), Arg.Any<int>()).Returns(new AccessPage([], null));
        Grid.Privacy.Notices(Arg.Any<int>()).Returns([]);
        Grid.Refusals.Since(Arg.Any<DateOnly>()).Returns([]);
        Grid.Erasures.Reports(Arg.Any<int>()).Returns([]);
        foreach (var twin in (string[])["a", "b"])
        {
            await Grid.Twin(twin).Register(Samples.Profile);
            Grid.Twin(twin).Ahead = (signal, horizon) => Samples.Forecast(signal, horizon, Noon);
        }
        await Services.GetRequiredService<IStudies>().Put(new StudyPlan("study-1", "Nights", StudyStatus.Active, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), "officer-1", default);
        foreach (var (twin, teams) in Teams)
            foreach (var team in teams) Grid.Team(team).Add(TwinGrid.Patients.TwinId.Parse(twin));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    public void Dispose()
    {
        _keys.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void Prepare(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton<IAccessDecisions>(Verdicts);

    /// <summary>What holds where no consent says anything: a patient has his own record, his teams care for him, his devices add to it.</summary>
    protected bool Usual(AccessRequest request) => request.Caller.Role switch
    {
        Role.Patient => request.Caller.OwnTwin == request.Twin,
        Role.Device => request.Caller.OwnTwin == request.Twin && request.Operation == Operation.Append,
        Role.Clinician => request.Caller.CareTeams.Intersect(Teams.GetValueOrDefault(request.Twin.Value, []), StringComparer.Ordinal).Any(),
        _ => false,
    };

    protected string Patient(string twin = "a", string scope = AllOfAPatient) => Issuer.Token($"person-{twin}", "patient", scope, Time.GetUtcNow(), With("patient", twin));

    protected string Clinician(string team = "ward-1", string scope = AllOfAUser) => Issuer.Token($"dr-{team}", "clinician", scope, Time.GetUtcNow(), With("care_teams", team));

    protected string Researcher(string scope = AllOfASystem) => Issuer.Token("researcher-1", "researcher", scope, Time.GetUtcNow(), With("studies", "study-1"));

    protected string Device(string twin = "a", string device = "monitor", string scope = "system/Observation.c") =>
        Issuer.Token($"device-{twin}", "device", scope, Time.GetUtcNow(), new Dictionary<string, object>(StringComparer.Ordinal) { ["patient"] = twin, ["device"] = device });

    protected string Operator(string scope = AllOfASystem) => Issuer.Token("operator-1", "operator", scope, Time.GetUtcNow());

    protected string PrivacyOfficer(string scope = AllOfAUser) => Issuer.Token("officer-1", "privacy-officer", scope, Time.GetUtcNow());

    protected static IReadOnlyDictionary<string, object> With(string claim, object value) => Claim(claim, value);

    internal static IReadOnlyDictionary<string, object> Claim(string claim, object value) => new Dictionary<string, object>(StringComparer.Ordinal) { [claim] = value };

    /// <summary>Sends with a token; without one when it is null.</summary>
    protected Task<Answer> As(string? token, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : Json(json) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(Http.SendAsync(request));
    }

    protected Task<Answer> GetAs(string? token, string path) => As(token, HttpMethod.Get, path);
}
