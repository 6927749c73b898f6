using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>The ward behind the pages, for whoever signed in.</summary>
public sealed class A_visitor_looks_at_the_ward : Identified
{
    private static readonly TwinId A = TwinId.Parse("a"), B = TwinId.Parse("b");

    [Fact]
    public async Task a_clinician_sees_the_own_teams_twins_and_no_others()
    {
        var ward = Ward("clinician", ("care_teams", "ward-1"));
        (await ward.Glance(A)).ShouldNotBeNull();
        (await ward.Glance(B)).ShouldBeNull("as for one that is not there");
        await Should.ThrowAsync<UnauthorizedAccessException>(() => ward.Course(B, Signal.Glucose, Noon.AddHours(-1), Noon, 10));
        await Should.ThrowAsync<UnauthorizedAccessException>(() => ward.Forecast(B, Signal.Glucose, TimeSpan.FromHours(1)));
        var list = await List(ward);
        list.Rows.Select(row => row.TwinId).ShouldBe([A]);
        list.Total.ShouldBe(1);
    }

    [Fact]
    public async Task a_withdrawal_acts_on_a_page_that_is_open()
    {
        var ward = Ward("clinician", ("care_teams", "ward-1"));
        (await ward.Glance(A)).ShouldNotBeNull();
        Verdicts.Rule = _ => false;
        (await ward.Glance(A)).ShouldBeNull();
        (await List(ward)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_looked_at_is_written_down_once_a_page()
    {
        var ward = Ward("patient", ("patient", "a"));
        await ward.Glance(A);
        await ward.Glance(A);
        await ward.Glance(B);
        Trail.Entries.Select(entry => (entry.Twins.Single(), entry.Decision.Permitted)).ShouldBe([(A, true), (B, false)]);
    }

    [Fact]
    public async Task an_alert_is_handled_in_the_name_of_who_signed_in()
    {
        AlertCommand? handled = null;
        Grid.Twin("a").Handling = command =>
        {
            handled = command;
            return new AlertOutcome(null, null);
        };
        await Ward("clinician", ("care_teams", "ward-1")).Handle(A, new AlertCommand("a~1", AlertAction.Acknowledge, "somebody else", null, null));
        handled!.Who.ShouldBe("person-1");
        (await Ward("patient", ("patient", "a")).Handle(A, new AlertCommand("a~1", AlertAction.Acknowledge, "x", null, null))).Refused.ShouldNotBeNull();
    }

    [Fact]
    public async Task nothing_is_seen_when_the_shift_is_over()
    {
        var ward = Ward("clinician", ("care_teams", "ward-1"));
        Time.Advance(TimeSpan.FromHours(11));
        (await ward.Glance(A)).ShouldBeNull();
        (await List(ward)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_operator_sees_no_patient()
    {
        var ward = Ward("operator");
        (await ward.Glance(A)).ShouldBeNull();
        (await List(ward)).Rows.ShouldBeEmpty();
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var twin in (TwinId[])[A, B])
        {
            await Grid.Desk(twin.Partition(Log.PartitionCount)).ReportRows([Samples.Row(twin.Value, 1)]);
            Grid.Twin(twin.Value).AtAGlance = profile => new TwinGlance(twin, profile, [], [], [], [], [], null, default);
        }
    }

    private GuardedWardView Ward(string role, params (string Name, string Value)[] claims)
    {
        var identity = new ClaimsIdentity([new("sub", "person-1"), new("twingrid_role", role), .. claims.Select(claim => new Claim(claim.Name, claim.Value))], "test");
        PageVisitors.Open(identity, "twingrid-pages", Time);
        var services = new ServiceCollection().AddSingleton(new CallerClaims(new IdentityOptions())).AddSingleton<AuthenticationStateProvider>(new SignedIn(identity)).BuildServiceProvider();
        var worklists = Services.GetRequiredService<Worklists>();
        var grid = new GridWardView(Grid.Factory, new WardBook(Log.PartitionCount), Services.GetRequiredService<EventHub>());
        return new GuardedWardView(grid, new PageVisitor(services), worklists, Verdicts, Trail, Time);
    }

    /// <summary>The list as a page has it after its first look.</summary>
    private static async Task<WardList> List(GuardedWardView ward)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var _ in ward.Changes(null, patience.Token)) return ward.List;
        throw new InvalidOperationException("The ward said nothing.");
    }

    private sealed class SignedIn(ClaimsIdentity identity) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
    }
}
