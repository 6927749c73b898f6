using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Gateway.Tests.Events;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Erasure;

/// <summary>What of an erasure a gateway does: who may, what is asked, what is answered, and that whoever listens or sends is told.</summary>
public sealed class A_patient_is_erased : Identified
{
    private readonly FakeErased _erased = new();

    protected override void Prepare(WebApplicationBuilder builder)
    {
        base.Prepare(builder);
        builder.Services.AddSingleton<IErasedTwins>(_erased);
        Grid.Erasures.Erase(Arg.Any<TwinId>(), Arg.Any<ErasureGround>()).Returns(call =>
        {
            if (call.Arg<TwinId>().Value == "x") return null;
            _erased.LetGo(call.Arg<TwinId>());
            return new ErasureReport(call.Arg<TwinId>(), call.Arg<ErasureGround>(), Noon, Noon, new Dictionary<string, long>(StringComparer.Ordinal) { ["samples of the history"] = 7, ["appointments"] = 0 });
        });
    }

    [Fact]
    public async Task by_the_patient_for_a_ground_that_is_written_down()
    {
        var answer = await Erase(Patient(), "a", """{"ground":"consent-withdrawn"}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("erasedAt").GetDateTimeOffset().ShouldBe(Noon);
        answer.Json.GetProperty("removed").EnumerateObject().Select(place => $"{place.Name} {place.Value}").ShouldBe(["samples of the history 7"]);
        await Grid.Erasures.Received(1).Erase(TwinId.Parse("a"), ErasureGround.ConsentWithdrawn);
        var entry = Trail.Entries.Single(entry => entry.Route == "DELETE /v1/twins/{id}");
        (entry.Caller.Subject, entry.Reason, entry.Decision.Permitted).ShouldBe(("person-a", "consent-withdrawn", true));
        entry.Twins.ShouldBe([TwinId.Parse("a")]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ground":"because"}""")]
    [InlineData("""{"ground":"objection","reason":"Mrs Somebody wants it"}""")]
    public async Task and_without_a_known_ground_nothing_begins(string body)
    {
        (await Erase(Operator(), "a", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        await Grid.Erasures.DidNotReceiveWithAnyArgs().Erase(default, default);
    }

    [Fact]
    public async Task by_nobody_who_only_cares_or_looks_and_of_nobody_else()
    {
        (await Erase(Clinician(), "a")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Erase(Researcher(), "a")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Erase(Device(), "a")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Erase(null, "a")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Erase(Patient(), "b")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await Erase(Patient(scope: "patient/*.rs"), "a")).Status.ShouldBe(HttpStatusCode.Forbidden);
        await Grid.Erasures.DidNotReceiveWithAnyArgs().Erase(default, default);
        (await Erase(PrivacyOfficer(), "x")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
    }

    [Fact]
    public async Task and_whoever_listens_to_them_is_told_that_it_is_over_while_others_go_on()
    {
        Teams["a"] = Teams["b"] = ["ward-1"];
        await using var ofA = await Listener.At(Http, "/v1/twins/a/events", token: Patient());
        await using var ofB = await Listener.At(Http, "/v1/twins/b/events", token: Patient("b"));
        await using var ofWard = await Listener.At(Http, token: Clinician());
        await Tell("a", 1);
        await Tell("b", 1);
        await Eventually(() => ofA.Events.Count == 1 && ofB.Events.Count == 1 && ofWard.Events.Count == 2);
        var place = ofWard.LastEventId;

        await Erase(Operator(), "a");

        await ofA.Ended;
        await Tell("a", 2); // it was under way
        await Tell("b", 2);
        await Eventually(() => ofB.Events.Count == 2 && ofWard.Events.Count == 3);
        ofWard.Events.Last().Data.ShouldContain("\"b\"");
        await using var later = await Listener.At(Http, lastEventId: place, token: Clinician());
        await Eventually(() => !later.Events.IsEmpty);
        later.Events.ShouldAllBe(happened => !happened.Data.Contains("\"a\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task and_what_comes_late_finds_nobody_though_the_gateway_knew_the_twin_a_moment_ago()
    {
        (await As(Device(), HttpMethod.Post, "/v1/twins/a/vitals", Packet())).Status.ShouldBe(HttpStatusCode.Accepted);
        _erased.LetGo(TwinId.Parse("a")); // by another gateway
        (await As(Device(), HttpMethod.Post, "/v1/twins/a/vitals", Packet(sequence: "2"))).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await As(Patient(), HttpMethod.Get, "/v1/twins/a")).Text.ShouldBe((await As(Patient("x"), HttpMethod.Get, "/v1/twins/x")).Text.Replace("'x'", "'a'", StringComparison.Ordinal).Replace("/x.", "/a.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task and_a_log_that_knows_it_first_refuses_too()
    {
        Log.Fault = _ => new PatientErasedException(TwinId.Parse("a"));
        (await As(Device(), HttpMethod.Post, "/v1/twins/a/vitals", Packet())).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
    }

    [Fact]
    public async Task and_the_pseudonym_is_never_anybody_elses()
    {
        Grid.Twin("a").Fault = new PatientErasedException(TwinId.Parse("a"));
        var refused = await As(Operator(), HttpMethod.Put, "/v1/twins/a", """{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}""");
        refused.ShouldBeProblem(HttpStatusCode.Conflict, "pseudonym-erased");
    }

    private Task<Answer> Erase(string? token, string twin, string body = """{"ground":"objection"}""") => As(token, HttpMethod.Delete, $"/v1/twins/{twin}", body);

    private Task Tell(string twin, long version) => Grid.Desk(TwinId.Parse(twin).Partition(Log.PartitionCount)).ReportRows([Samples.Row(twin, 1, version)]);
}
