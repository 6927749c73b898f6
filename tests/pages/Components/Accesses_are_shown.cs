using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Gateway.Pages.Accesses;
using TwinGrid.Patients;

namespace TwinGrid.Pages.Tests.Components;

public sealed class Accesses_are_shown : Bench
{
    private readonly FakeBook _book = new();

    public Accesses_are_shown() => Services.AddSingleton<IAccessesView>(_book);

    private IRenderedComponent<AccessesPage> Open() => Render<AccessesPage>(parameters => parameters.Add(page => page.Id, "p1"));

    private AccessRow Row(string by, bool given = true) => new(
        new AccessNote("g", 1, Now.AddMinutes(-90), by, "clinician", "ward-app", "care", "GET /v1/twins/{id}/forecast", ["forecasts"], given, given ? "care-team" : "nothing-permits", null, ["m/1"]),
        Now.AddMinutes(-5), 3, ["m/1"]);

    [Fact]
    public void each_row_says_who_what_for_what_how_often_and_on_what_ground()
    {
        _book.Shown = new AccessesShown(new AccessPage([Row("dr-5"), Row("dr-6", given: false)], null), [new BrokenGlass("g1", "dr-9", "unconscious", Now.AddHours(-2), Now.AddHours(-1))]);
        var page = Open();
        var rows = page.FindAll("[data-testid=access]");
        rows[0].TextContent.ShouldSatisfyAllConditions(
            text => text.ShouldContain("dr-5 (clinician)"), text => text.ShouldContain("care"), text => text.ShouldContain("forecasts · m/1"),
            text => text.ShouldContain("5 min ago"), text => text.ShouldContain("given: care-team"));
        rows[1].TextContent.ShouldContain("refused: nothing-permits");
        page.Find("[data-testid=glass]").TextContent.ShouldContain("unconscious");
    }

    [Fact]
    public void earlier_ones_are_added_below()
    {
        _book.Shown = new AccessesShown(new AccessPage([Row("dr-5")], "next"), []);
        var page = Open();
        _book.Shown = new AccessesShown(new AccessPage([Row("dr-4")], null), []);
        page.Find("[data-testid=more]").Click();
        page.WaitForAssertion(() => page.FindAll("[data-testid=access]").Count.ShouldBe(2), TimeSpan.FromSeconds(30));
        _book.Asked.ShouldBe([null, "next"]);
        page.FindAll("[data-testid=more]").ShouldBeEmpty();
    }

    [Fact]
    public void whoever_may_not_know_finds_no_page()
    {
        _book.Shown = null;
        var gone = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => gone = true;
        Open();
        gone.ShouldBeTrue();
    }

    private sealed class FakeBook : IAccessesView
    {
        public AccessesShown? Shown { get; set; }

        public List<string?> Asked { get; } = [];

        public Task<AccessesShown?> Of(TwinId twin, string? after)
        {
            Asked.Add(after);
            return Task.FromResult(Shown);
        }
    }
}
