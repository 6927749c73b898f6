using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Pages.Privacy;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Components;

public sealed class Privacy_is_shown : Bench
{
    private readonly FakePrivacy _privacy;

    public Privacy_is_shown()
    {
        _privacy = new FakePrivacy(Now);
        Services.AddSingleton<IPrivacyView>(_privacy);
    }

    [Fact]
    public void each_emergency_says_who_whom_why_since_when_until_when_and_what_came_of_it()
    {
        var page = Render<PrivacyPage>();
        page.Find("[data-testid=to-review]").TextContent.ShouldBe("1 to review");
        var notices = page.FindAll("[data-testid=notice]");
        notices[0].TextContent.ShouldSatisfyAllConditions(
            text => text.ShouldContain("dr-5"), text => text.ShouldContain("7f3a9c"), text => text.ShouldContain("Unconscious in the emergency room"), text => text.ShouldContain("20 min ago"), text => text.ShouldContain("still open, for 40 min"));
        notices[1].TextContent.ShouldSatisfyAllConditions(text => text.ShouldContain("closed"), text => text.ShouldContain("officer-1"), text => text.ShouldContain("Justified; the team was entered late"));
        page.FindAll("[data-testid=review]").ShouldHaveSingleItem();
    }

    [Fact]
    public void a_review_needs_a_finding_and_then_stands_there()
    {
        var page = Render<PrivacyPage>();
        page.Find("form.review").Submit();
        _privacy.Reviewed.ShouldBeEmpty();
        Said.ShouldHaveSingleItem().ShouldBe("Write what came of it first.");
        page.Find("[data-testid=finding-text]").Change(" Justified: see the admission ");
        page.Find("form.review").Submit();
        _privacy.Reviewed.ShouldBe([("g2", "Justified: see the admission")]);
        page.FindAll("[data-testid=review]").ShouldBeEmpty();
        page.Find("[data-testid=to-review]").TextContent.ShouldBe("nothing to review");
    }

    [Fact]
    public void studies_say_what_they_have_spent_and_whose_key_is_gone()
    {
        var studies = Render<PrivacyPage>().FindAll("[data-testid=study]");
        studies[0].TextContent.ShouldSatisfyAllConditions(text => text.ShouldContain("SGLT2 and the night"), text => text.ShouldContain("active"), text => text.ShouldContain("ε 0.35 of 1 spent, 7 questions"), text => text.ShouldContain("2026-03-01 – 2027-03-31"));
        studies[1].TextContent.ShouldContain("completed, key destroyed 2026-01-15");
    }

    [Fact]
    public void refusals_are_counted_by_reason_for_a_day_a_week_and_a_month()
    {
        var rows = Render<PrivacyPage>().FindAll("[data-testid=refusal]").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))).ToList();
        rows.ShouldBe(["not-identified|nobody known|12|12|12", "consent-denies|clinician|3|7|7", "unknown-twin|patient|0|0|1"]);
    }

    [Fact]
    public void erasures_say_why_and_whether_they_are_done()
    {
        var rows = Render<PrivacyPage>().FindAll("[data-testid=erasure]").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent.Trim()))).ToList();
        rows.ShouldBe(["c0ffee|objection|goes on", "5d0c1f|consent-withdrawn|3 d ago"]);
    }

    [Fact]
    public void with_nothing_to_show_it_says_so()
    {
        _privacy.Shown = new PrivacyShown([], null, [], [], new DateOnly(2026, 3, 14));
        var page = Render<PrivacyPage>();
        foreach (var sentence in (string[])["no-glasses", "no-studies", "no-erasures", "no-refusals"]) page.Find($"[data-testid={sentence}]").TextContent.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void whoever_may_not_know_finds_no_page()
    {
        _privacy.Shown = null;
        var gone = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => gone = true;
        Render<PrivacyPage>();
        gone.ShouldBeTrue();
    }
}
