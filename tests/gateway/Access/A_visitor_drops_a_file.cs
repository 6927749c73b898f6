using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;
using TwinGrid.Gateway.Pages.Frame;
using TwinGrid.Gateway.Pages.Imports;
using TwinGrid.Gateway.Tests.Imports;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>What lies behind the page of imports, for whoever signed in.</summary>
public sealed class A_visitor_drops_a_file : Identified
{
    [Fact]
    public async Task a_patient_for_himself_and_nobody_else()
    {
        var own = View("patient", ("patient", "a"));
        (await own.OwnTwin()).ShouldBe("a");
        (await Dropped(own, "export.xml", "a")).Taken!.Taken.ShouldBe(3);
        (await Dropped(own, "export.xml", "b")).Refused!.Status.ShouldBe(404);
        (await Dropped(own, "genome.vcf", "a")).Refused!.Status.ShouldBe(403);
        Log.All.Select(logged => logged.Record).OfType<VitalsPacket>().ShouldAllBe(packet => packet.TwinId.Value == "a");
    }

    [Fact]
    public async Task a_clinician_for_the_own_teams_patients_as_long_as_the_shift_lasts()
    {
        var clinician = View("clinician", ("care_teams", "ward-1"));
        (await clinician.OwnTwin()).ShouldBeNull();
        (await Dropped(clinician, "genome.vcf", "a")).Taken.ShouldNotBeNull();
        Trail.Entries.ShouldContain(entry => entry.Route == "POST /v1/twins/{id}/genome" && entry.Caller.Subject == "person-1" && entry.Succeeded);
        (await Dropped(clinician, "genome.vcf", "b")).Refused!.Status.ShouldBe(404);
        Time.Advance(TimeSpan.FromHours(11));
        (await Dropped(clinician, "genome.vcf", "a")).Refused!.Status.ShouldBe(404);
    }

    [Fact]
    public async Task not_who_looks_after_privacy() => (await Dropped(View("privacy-officer"), "export.xml", "a")).Refused!.Status.ShouldBe(403);

    private static async Task<(FileView? Taken, Problem? Refused)> Dropped(GuardedImportsView view, string name, string? twin)
    {
        using var file = new MemoryStream(ExampleFiles.Read(name));
        var progress = new ImportProgress();
        var outcome = await view.Take(file, file.Length, twin, progress, default);
        if (outcome.Taken is not null) progress.Stage.ShouldNotBe(ImportStage.Receiving);
        return outcome;
    }

    private GuardedImportsView View(string role, params (string Name, string Value)[] claims)
    {
        var identity = new ClaimsIdentity([new("sub", "person-1"), new("twingrid_role", role), .. claims.Select(claim => new Claim(claim.Name, claim.Value))], "test");
        PageVisitors.Open(identity, "twingrid-pages", Time);
        var services = new ServiceCollection().AddSingleton(new CallerClaims(new IdentityOptions())).AddSingleton<AuthenticationStateProvider>(new SignedIn(identity)).BuildServiceProvider();
        return new GuardedImportsView(Services.GetRequiredService<FileImport>(), Services.GetRequiredService<AccessGate>(), new PageVisitor(services), Services);
    }

    private sealed class SignedIn(ClaimsIdentity identity) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
    }
}
