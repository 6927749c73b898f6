using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Privacy;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Patients;
using TwinGrid.Vault;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Tests.Consents;

/// <summary>What stands behind the officer's page and routes, for whoever signed in.</summary>
public sealed class The_privacy_officer_looks : Identified
{
    private static readonly GlassNotice Notice = new(TwinId.Parse("a"), new BrokenGlass("g1", "dr-5", "unconscious", Noon.AddMinutes(-10), Noon.AddMinutes(50)));

    [Fact]
    public async Task and_sees_emergencies_studies_and_refusals_and_is_written_down()
    {
        Grid.Privacy.Notices(Arg.Any<int>()).Returns([Notice]);
        Grid.Refusals.Since(new DateOnly(2026, 1, 31)).Returns([new RefusalCount(new DateOnly(2026, 3, 1), "consent-denies", "clinician", 3)]);
        var shown = await View("privacy-officer").Look();
        shown!.Notices.ShouldBe([Notice]);
        shown.Studies!.Single().Study.Id.ShouldBe("study-1");
        shown.Refusals.Single().Times.ShouldBe(3);
        Trail.Entries.Select(entry => (entry.Route, entry.Decision.Permitted)).ShouldBe([("page: GET /v1/privacy/notices", true), ("page: GET /v1/studies", true), ("page: GET /v1/privacy/refusals", true), ("page: GET /v1/privacy/erasures", true)]);
    }

    [Fact]
    public async Task and_reviews_in_the_own_name()
    {
        Grid.Privacy.Review("g1", "person-1", "justified").Returns(Notice with { ReviewedBy = "person-1" });
        (await View("privacy-officer").Review("g1", "justified"))!.ReviewedBy.ShouldBe("person-1");
        Trail.Entries.Single().Operation.ShouldBe(Operation.Update);
    }

    [Theory]
    [InlineData("clinician"), InlineData("operator"), InlineData("researcher")]
    public async Task and_nobody_else(string role)
    {
        var view = View(role);
        (await view.Look()).ShouldBeNull();
        (await view.Review("g1", "justified")).ShouldBeNull();
        await Grid.Privacy.DidNotReceiveWithAnyArgs().Review(default!, default!, default!);
        Trail.Entries.ShouldAllBe(entry => !entry.Decision.Permitted);
    }

    [Fact]
    public async Task and_not_when_the_shift_is_over()
    {
        var view = View("privacy-officer");
        Time.Advance(TimeSpan.FromHours(11));
        (await view.Look()).ShouldBeNull();
    }

    [Fact]
    public async Task and_sees_who_was_erased_over_the_api()
    {
        Grid.Erasures.Reports(100).Returns([new ErasureReport(TwinId.Parse("gone-1"), ErasureGround.Objection, Noon, Noon.AddSeconds(1), new Dictionary<string, long>(StringComparer.Ordinal) { ["sign-ins"] = 1 })]);
        var one = (await GetAs(PrivacyOfficer(), "/v1/privacy/erasures")).Json.GetProperty("erasures").EnumerateArray().Single();
        (one.GetProperty("twinId").GetString(), one.GetProperty("ground").GetString()).ShouldBe(("gone-1", "objection"));
        (await GetAs(Patient(), "/v1/privacy/erasures")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task and_counts_refusals_over_the_api()
    {
        Grid.Refusals.Since(new DateOnly(2026, 2, 23)).Returns([new RefusalCount(new DateOnly(2026, 3, 1), "consent-denies", "clinician", 3)]);
        var answer = await GetAs(PrivacyOfficer(), "/v1/privacy/refusals?days=7");
        answer.Text.ShouldBe("""{"refusals":[{"day":"2026-03-01","ground":"consent-denies","role":"clinician","times":3}]}""");
        (await GetAs(PrivacyOfficer(), "/v1/privacy/refusals?days=91")).ShouldName("days");
        (await GetAs(Operator(), "/v1/privacy/refusals")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private GuardedPrivacyView View(string role)
    {
        var identity = new ClaimsIdentity([new("sub", "person-1"), new("twingrid_role", role)], "test");
        PageVisitors.Open(identity, "twingrid-pages", Time);
        var services = new ServiceCollection().AddSingleton(new CallerClaims(new IdentityOptions())).AddSingleton<AuthenticationStateProvider>(new SignedIn(identity)).BuildServiceProvider();
        return new GuardedPrivacyView(Grid.Factory, Services.GetRequiredService<IStudies>(), Services.GetRequiredService<VaultOptions>(), new PageVisitor(services), Trail, Time);
    }

    private sealed class SignedIn(ClaimsIdentity identity) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
    }
}
