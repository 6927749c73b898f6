using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Disclosure.Noise;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Studies;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Studies;

/// <summary>A study of 200 people: 120 women of 40, 80 men of 70; every one's glucose is 100 to 299 mg/dL. Noise comes from bits that are always the same.</summary>
public sealed class A_cohort_is_asked : Identified
{
    private const string Ask = "/v1/studies/study-1/aggregates";

    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);

    protected override void Prepare(WebApplicationBuilder builder)
    {
        base.Prepare(builder);
        builder.Services.AddSingleton<IRandomBits>(new SameBits());
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Grid.Ledger("study-1").Budget = 100_000_000;
        for (var i = 0; i < 200; i++)
        {
            var id = $"s{i:000}";
            await Grid.Twin(id).Register(Samples.Profile with { BirthDate = i < 120 ? new(1986, 1, 1) : new(1956, 1, 1), Sex = i < 120 ? Sex.Female : Sex.Male });
            Grid.History(id).Known.Add((Signal.Glucose, new HistoryPoint(Noon.AddHours(-1), 100 + i, "cgm", SampleStatus.Final, SampleFlags.None)));
            Grid.Study(i % 2 == 0 ? "study-1" : IStudyRoster.AnyStudy).Add(id);
        }
        Grid.Study(IStudyRoster.AnyStudy).Add("s000"); // listed twice, counted once
        Verdicts.Rule = request => request is { Caller: { Role: Role.Researcher, Study: "study-1" }, Purpose: Purpose.Research, Operation: Operation.Query } && !_withdrawn.Contains(request.Twin.Value);
    }

    [Theory]
    [InlineData("""{"kind":"count","epsilon":10}""", 200)]
    [InlineData("""{"kind":"count","where":{"sex":"female"},"epsilon":10}""", 120)]
    [InlineData("""{"kind":"count","where":{"sex":"male","ageFrom":65,"ageTo":75},"epsilon":10}""", 80)]
    public async Task people_are_counted(string question, int exact)
    {
        var answer = await As(Researcher(), HttpMethod.Post, Ask, question);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        ((double)answer.Json.GetProperty("count").GetInt64()).ShouldBe(exact, 3); // at ε 10 a noise beyond 3 has a chance of e^−30
        answer.Json.GetProperty("noise")[0].GetProperty("sensitivity").GetDouble().ShouldBe(1);
        answer.Json.GetProperty("budget").GetProperty("spent").GetDecimal().ShouldBe(10);
    }

    [Fact]
    public async Task few_people_are_not_shown()
    {
        var answer = await As(Researcher(), HttpMethod.Post, Ask, """{"kind":"count","where":{"sex":"unknown"},"epsilon":10}""");
        answer.Json.GetProperty("count").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task means_sums_and_histograms_are_of_clipped_values()
    {
        const string Period = "\"of\":\"glucose\",\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-01T12:00:00Z\",\"epsilon\":10";
        var mean = await As(Researcher(), HttpMethod.Post, Ask, $$"""{"kind":"mean","low":50,"high":200,{{Period}}}""");
        mean.Json.GetProperty("value").GetDouble().ShouldBe(Enumerable.Range(0, 200).Average(i => Math.Min(100 + i, 200)), 5);
        mean.Json.GetProperty("noise")[0].GetProperty("sensitivity").GetDouble().ShouldBe(75);
        var sum = await As(Researcher(), HttpMethod.Post, Ask, $$"""{"kind":"sum","low":50,"high":200,{{Period}}}""");
        sum.Json.GetProperty("value").GetDouble().ShouldBe(Enumerable.Range(0, 200).Sum(i => Math.Min(100 + i, 200)), 600);
        var histogram = await As(Researcher(), HttpMethod.Post, Ask, $$"""{"kind":"histogram","edges":[100,150,200,250,300],{{Period}}}""");
        histogram.Json.GetProperty("bins").EnumerateArray().Select(bin => Math.Abs(bin.GetProperty("count").GetInt64() - 50) < 4).ShouldBe([true, true, true, true]);
        histogram.Json.GetProperty("quantiles")[2].GetProperty("value").GetDouble().ShouldBe(200, 5);
    }

    [Fact]
    public async Task who_withdrew_is_no_longer_counted_and_everyone_counted_finds_it_in_the_trail()
    {
        for (var i = 0; i < 100; i++) _withdrawn.Add($"s{i:000}");
        var answer = await As(Researcher(), HttpMethod.Post, Ask, """{"kind":"count","epsilon":10}""");
        ((double)answer.Json.GetProperty("count").GetInt64()).ShouldBe(100, 3);
        var named = Trail.Entries.Where(entry => entry.Route == "POST /v1/studies/{study}/aggregates").SelectMany(entry => entry.Twins).Select(twin => twin.Value).ToList();
        named.Count.ShouldBe(100);
        named.ShouldAllBe(twin => !_withdrawn.Contains(twin));
    }

    [Fact]
    public async Task every_question_is_charged_the_same_one_too_and_none_beyond_the_budget()
    {
        Grid.Ledger("study-1").Budget = 250_000;
        const string Question = """{"kind":"count","epsilon":0.1}""";
        (await As(Researcher(), HttpMethod.Post, Ask, Question)).Status.ShouldBe(HttpStatusCode.OK);
        (await As(Researcher(), HttpMethod.Post, Ask, Question)).Status.ShouldBe(HttpStatusCode.OK);
        Verdicts.Asked.Clear();
        var refused = (await As(Researcher(), HttpMethod.Post, Ask, Question)).ShouldBeProblem(HttpStatusCode.Conflict, "budget-spent");
        refused.Json.GetProperty("detail").GetString()!.ShouldContain("may spend an ε of 0.25 in all and has spent 0.2; this question asks for 0.1");
        Verdicts.Asked.ShouldBeEmpty("nobody's data is touched for a question that is refused");
        var budget = await GetAs(Researcher(), "/v1/studies/study-1/budget");
        budget.Json.GetProperty("budget").GetProperty("left").GetDecimal().ShouldBe(.05m);
        budget.Json.GetProperty("newest").GetArrayLength().ShouldBe(2);
        (await GetAs(PrivacyOfficer(), "/v1/studies/study-1/budget")).Json.GetProperty("questions").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task what_fails_after_it_was_spent_stays_spent()
    {
        Verdicts.Fault = new TimeoutException("the grid is away");
        (await As(Researcher(), HttpMethod.Post, Ask, """{"kind":"count","epsilon":0.1}""")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Grid.Ledger("study-1").Standing()).SpentMillionths.ShouldBe(100_000);
    }

    [Fact]
    public async Task nobody_else_asks()
    {
        foreach (var token in (string[])[Patient(), Clinician(), Device(), Operator(), PrivacyOfficer()])
            (await As(token, HttpMethod.Post, Ask, """{"kind":"count","epsilon":0.1}""")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await As(Researcher(), HttpMethod.Post, "/v1/studies/study-2/aggregates", """{"kind":"count","epsilon":0.1}""")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await Grid.Ledger("study-1").Standing()).SpentMillionths.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"kind":"median","epsilon":0.1}""", "kind")]
    [InlineData("""{"kind":"count"}""", "epsilon")]
    [InlineData("""{"kind":"count","epsilon":0}""", "epsilon")]
    [InlineData("""{"kind":"count","epsilon":0.00101010101}""", "epsilon")]
    [InlineData("""{"kind":"count","epsilon":1e999}""", "epsilon")]
    [InlineData("""{"kind":"count","of":"age","epsilon":0.1}""", "of")]
    [InlineData("""{"kind":"mean","of":"consciousness","low":0,"high":1,"epsilon":0.1}""", "of")]
    [InlineData("""{"kind":"mean","of":"carbohydrate","low":0,"high":1,"epsilon":0.1}""", "of")]
    [InlineData("""{"kind":"mean","of":"age","low":50,"high":50,"epsilon":0.1}""", "low")]
    [InlineData("""{"kind":"mean","of":"age","low":0,"high":1000000000,"epsilon":0.1}""", "high")]
    [InlineData("""{"kind":"sum","of":"age","epsilon":0.1}""", "low")]
    [InlineData("""{"kind":"mean","of":"age","low":0,"high":1,"from":"2026-03-01T00:00:00Z","epsilon":0.1}""", "from")]
    [InlineData("""{"kind":"mean","of":"glucose","low":50,"high":100,"epsilon":0.1}""", "from")]
    [InlineData("""{"kind":"mean","of":"glucose","low":50,"high":100,"from":"2024-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z","epsilon":0.1}""", "from")]
    [InlineData("""{"kind":"mean","of":"glucose","low":50,"high":100,"from":"2026-03-01T00:00:00Z","to":"2027-01-01T00:00:00Z","epsilon":0.1}""", "to")]
    [InlineData("""{"kind":"histogram","of":"age","edges":[0],"epsilon":0.1}""", "edges")]
    [InlineData("""{"kind":"histogram","of":"age","edges":[0,50,50],"epsilon":0.1}""", "edges")]
    [InlineData("""{"kind":"histogram","of":"age","edges":"all","epsilon":0.1}""", "edges")]
    [InlineData("""{"kind":"count","where":{"name":"Sato"},"epsilon":0.1}""", "where.name")]
    [InlineData("""{"kind":"count","where":[],"epsilon":0.1}""", "where")]
    [InlineData("""{"kind":"count","where":{"ageFrom":60,"ageTo":50},"epsilon":0.1}""", "where.ageFrom")]
    public async Task a_wrong_question_is_named_and_costs_nothing(string question, string field)
    {
        (await As(Researcher(), HttpMethod.Post, Ask, question)).ShouldName(field);
        (await Grid.Ledger("study-1").Standing()).SpentMillionths.ShouldBe(0);
    }

    [Fact]
    public async Task a_study_that_has_ended_asks_nothing_and_pays_nothing()
    {
        (await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/study-1", """{"title":"Sugar","status":"completed","start":"2026-01-01","end":"2027-01-01"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await As(Researcher(), HttpMethod.Post, Ask, """{"kind":"count","epsilon":0.1}""")).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
        (await Grid.Ledger("study-1").Standing()).SpentMillionths.ShouldBe(0);
    }

    [Fact]
    public async Task a_study_has_a_name() => (await As(null, HttpMethod.Get, "/v1/studies/%20/budget")).Status.ShouldBe(HttpStatusCode.Unauthorized);

    /// <summary>Bits of a seed, so that a noise beyond what is expected never comes by chance.</summary>
    private sealed class SameBits : IRandomBits
    {
        private readonly Random _random = new(20260301);

        public void Fill(Span<byte> buffer)
        {
            lock (_random) _random.NextBytes(buffer);
        }
    }
}
