using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Tests.Trials;

public sealed class A_trial_is_ordered : Identified
{
    private const string TwoDoses = "title: two doses", OfTheGrid = "title: two doses\npopulation:\n  source: grid";

    [Fact]
    public async Task it_is_taken_and_can_be_followed_at_its_address()
    {
        var answer = await Order(Researcher(), TwoDoses);

        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        var followed = await GetAs(Researcher(), answer.Headers.Location!.ToString());
        followed.Json.GetProperty("state").GetString().ShouldBe("running");
        followed.Json.GetProperty("study").GetString().ShouldBe("study-1");
        followed.Json.GetProperty("progress").GetProperty("patientsDone").GetInt64().ShouldBe(10);
        Trail.Entries.First(entry => entry.Route == "POST /v1/trials").Reason.ShouldBe($"trial {followed.Json.GetProperty("id").GetString()} started: two doses; protocol 00ff, seed 7");
    }

    [Fact]
    public async Task a_protocol_that_cannot_be_run_is_refused_with_place_line_and_reason()
    {
        var answer = (await Order(Researcher(), "arms: none")).ShouldName("arms[1].dose");

        var error = answer.Json.GetProperty("errors")[0];
        (error.GetProperty("line").GetInt32(), error.GetProperty("reason").GetString()).ShouldBe((7, "is 900 mg/m2, above the label's 100"));
        Grid.Trials.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_key_is_the_same_trial()
    {
        var first = await Order(Researcher(), TwoDoses, key: "k1");
        var again = await Order(Researcher(), TwoDoses, key: "k1");
        var other = await Order(Researcher(), TwoDoses, key: "k2");

        again.Headers.Location.ShouldBe(first.Headers.Location);
        other.Headers.Location.ShouldNotBe(first.Headers.Location);
    }

    [Fact]
    public async Task the_grids_own_patients_take_part_for_researchers_of_an_open_study_only()
    {
        (await Order(Researcher(), OfTheGrid)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Order(Operator(), OfTheGrid)).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await Order(Researcher(), OfTheGrid, study: "study-2")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        await Services.GetRequiredService<IStudies>().Put(new StudyPlan("study-1", "Nights", StudyStatus.Active, new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31)), "officer-1", default);
        (await Order(Researcher(), OfTheGrid)).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
    }

    [Fact]
    public async Task too_many_at_once_are_told_to_wait()
    {
        Grid.Trials.IsFull = true;

        (await Order(Researcher(), TwoDoses)).ShouldBeProblem(HttpStatusCode.TooManyRequests, "overloaded");
    }

    [Fact]
    public async Task researchers_see_their_studys_trials_and_operators_all()
    {
        var mine = (await Order(Researcher(), TwoDoses)).Headers.Location!.ToString();
        var theirs = (await Order(Operator(), TwoDoses)).Headers.Location!.ToString();

        (await GetAs(Researcher(), "/v1/trials")).Json.GetProperty("trials").GetArrayLength().ShouldBe(1);
        (await GetAs(Operator(), "/v1/trials")).Json.GetProperty("trials").GetArrayLength().ShouldBe(2);
        (await GetAs(Operator(), mine)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var part in (string[])["", "/protocol", "/events", "/results", "/report", "/results.csv", "/results.parquet"])
            (await GetAs(Researcher(), theirs + part)).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-trial");
        (await As(Researcher(), HttpMethod.Post, $"{theirs}/cancel")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-trial");
    }

    [Fact]
    public async Task it_has_results_once_it_is_done_and_each_reading_is_written_down()
    {
        var path = (await Order(Researcher(), TwoDoses)).Headers.Location!.ToString();
        (await GetAs(Researcher(), $"{path}/results")).ShouldBeProblem(HttpStatusCode.Conflict, "trial-not-done");

        Grid.Trials[path.Split('/')[^1]].Finish();

        foreach (var (part, media) in new[] { ("results", "application/json"), ("report", "text/html"), ("results.csv", "text/csv"), ("results.parquet", "application/vnd.apache.parquet") })
            (await GetAs(Researcher(), $"{path}/{part}")).MediaType!.MediaType.ShouldBe(media);
        Trail.Entries.Count(entry => entry.Reason?.EndsWith(" read", StringComparison.Ordinal) == true && entry.Succeeded).ShouldBe(4);
    }

    [Fact]
    public async Task it_is_cancelled_and_says_by_whom()
    {
        var path = (await Order(Researcher(), TwoDoses)).Headers.Location!.ToString();

        var answer = await As(Researcher(), HttpMethod.Post, $"{path}/cancel");

        (answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("cancelledBy").GetString()).ShouldBe(("cancelled", "researcher-1"));
        (await GetAs(Researcher(), $"{path}/results")).ShouldBeProblem(HttpStatusCode.Conflict, "trial-not-done");
    }

    [Fact]
    public async Task its_stream_ends_with_it()
    {
        var path = (await Order(Researcher(), TwoDoses)).Headers.Location!.ToString();
        Grid.Trials[path.Split('/')[^1]].Finish();

        var stream = await GetAs(Researcher(), $"{path}/events");

        stream.MediaType!.MediaType.ShouldBe("text/event-stream");
        stream.Text.ShouldContain("event: ended\ndata: {\"id\":");
    }

    private Task<Answer> Order(string token, string protocol, string? key = null, string? study = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/trials{(study is null ? "" : $"?study={study}")}") { Content = new StringContent(protocol, Encoding.UTF8, "application/yaml") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return Answer.Of(Http.SendAsync(request));
    }
}
