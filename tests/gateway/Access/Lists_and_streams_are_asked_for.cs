using System.Net;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Events;

namespace TwinGrid.Gateway.Tests.Access;

public sealed class Lists_and_streams_are_asked_for : Identified
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (twin, urgency) in ((string, double)[])[("a", 10), ("b", 90)])
        {
            var desk = Grid.Desk(TwinGrid.Patients.TwinId.Parse(twin).Partition(Log.PartitionCount));
            await desk.ReportRows([Samples.Row(twin, urgency)]);
            await desk.ReportAlerts([Samples.Alert(twin, Noon.AddMinutes(-5))]);
        }
    }

    [Fact]
    public async Task a_clinician_sees_and_counts_the_own_teams_twins()
    {
        var list = (await GetAs(Clinician(), "/v1/twins")).Json;
        list.GetProperty("twins").EnumerateArray().Select(row => row.GetProperty("twinId").GetString()).ShouldBe(["a"]);
        list.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task a_twin_opened_in_an_emergency_is_in_the_list_of_who_opened_it_as_long_as_it_may_be_seen()
    {
        await Grid.Opened("dr-ward-1").Add(TwinGrid.Patients.TwinId.Parse("b"), Noon.AddHours(1));
        Verdicts.Rule = request => Usual(request) || (request.Twin.Value == "b" && request.Caller.Subject == "dr-ward-1");
        (await Twins(Clinician())).ShouldBe(["b", "a"]);
        (await Twins(Clinician("ward-3"))).ShouldBeEmpty();
        (await GetAs(Clinician(), "/v1/alerts")).Json.GetProperty("alerts").GetArrayLength().ShouldBe(2);
        Verdicts.Rule = Usual; // an hour later, and still on the list
        (await Twins(Clinician())).ShouldBe(["a"]);

        async Task<IEnumerable<string?>> Twins(string token) => (await GetAs(token, "/v1/twins")).Json.GetProperty("twins").EnumerateArray().Select(row => row.GetProperty("twinId").GetString());
    }

    [Fact]
    public async Task a_patient_sees_the_own_alerts()
    {
        var alerts = (await GetAs(Patient("b"), "/v1/alerts")).Json.GetProperty("alerts").EnumerateArray().ToList();
        alerts.ShouldHaveSingleItem().GetProperty("twinId").GetString().ShouldBe("b");
    }

    [Fact]
    public async Task whom_the_consent_hides_is_in_no_row_and_no_count()
    {
        Teams["b"] = ["ward-1"];
        Grid.Team("ward-1").Add(TwinGrid.Patients.TwinId.Parse("b"));
        Verdicts.Rule = request => Usual(request) && request.Twin.Value != "b";
        var list = (await GetAs(Clinician(), "/v1/twins?limit=1")).Json;
        list.GetProperty("twins").EnumerateArray().Single().GetProperty("twinId").GetString().ShouldBe("a");
        list.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task what_was_shown_stands_in_the_audit_trail()
    {
        await GetAs(Clinician(), "/v1/twins");
        var entry = Trail.Entries.ShouldHaveSingleItem();
        entry.Route.ShouldBe("GET /v1/twins");
        entry.Twins.Select(twin => twin.Value).ShouldBe(["a"]);
        entry.Caller.Subject.ShouldBe("dr-ward-1");
        entry.Operation.ShouldBe(Operation.Query);
    }

    [Fact]
    public async Task a_stream_carries_the_own_events_only()
    {
        await using var listener = await Listener.At(Http, "/v1/events", token: Clinician());
        await Changed("b", 91);
        await Changed("a", 11);
        await Eventually(() => !listener.Events.IsEmpty);
        listener.Events.ShouldHaveSingleItem().Data.ShouldContain("\"twinId\":\"a\"");
    }

    [Fact]
    public async Task an_event_after_a_withdrawal_does_not_come()
    {
        await using var listener = await Listener.At(Http, "/v1/events", token: Clinician());
        await Changed("a", 11);
        await Eventually(() => listener.Events.Count == 1);
        var asked = Verdicts.Asked.Count;
        Verdicts.Rule = request => Usual(request) && request.Twin.Value != "a";
        await Changed("a", 12);
        await Eventually(() => Verdicts.Asked.Count > asked);
        Verdicts.Rule = Usual;
        await Changed("a", 13);
        await Eventually(() => listener.Events.Count == 2);
        listener.Events.Select(e => e.Data).ShouldNotContain(data => data.Contains("\"urgency\":12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_stream_of_one_twin_ends_with_the_withdrawal()
    {
        await using var listener = await Listener.At(Http, "/v1/twins/a/events", token: Clinician());
        Verdicts.Rule = _ => false;
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return listener.IsOver;
        });
    }

    [Fact]
    public async Task a_stream_ends_with_its_token()
    {
        await using var listener = await Listener.At(Http, "/v1/events", token: Clinician());
        Time.Advance(TimeSpan.FromMinutes(11));
        await Eventually(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return listener.IsOver;
        });
    }

    [Fact]
    public async Task places_tell_nothing_to_those_who_may_not_see_everything()
    {
        string first, second;
        await using (var listener = await Listener.At(Http, "/v1/events", token: Clinician())) first = listener.LastEventId!;
        await using (var listener = await Listener.At(Http, "/v1/events", token: Clinician())) second = listener.LastEventId!;
        (first == second).ShouldBeFalse();
        first.Length.ShouldBe(second.Length);
    }

    [Fact]
    public async Task lines_for_other_patients_are_answered_as_for_unknown_ones()
    {
        var answer = await As(Device(), HttpMethod.Post, "/v1/vitals", string.Join('\n', Packet(twin: "a"), Packet(twin: "b"), Packet(twin: "nobody")));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderBy(line => line, StringComparer.Ordinal).ToList();
        lines[0].ShouldContain("\"status\":202");
        lines[1].Replace("u0027b", "u0027x", StringComparison.Ordinal).Replace("/b.", "/x.", StringComparison.Ordinal).Replace("\"line\":2", "", StringComparison.Ordinal)
            .ShouldBe(lines[2].Replace("u0027nobody", "u0027x", StringComparison.Ordinal).Replace("/nobody.", "/x.", StringComparison.Ordinal).Replace("\"line\":3", "", StringComparison.Ordinal));
        Log.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_device_does_not_speak_for_another() =>
        (await As(Device(device: "pump"), HttpMethod.Post, "/v1/twins/a/vitals", Packet(device: "monitor"))).ShouldName("deviceId");

    private Task Changed(string twin, double urgency) =>
        Grid.Desk(TwinGrid.Patients.TwinId.Parse(twin).Partition(Log.PartitionCount)).ReportRows([Samples.Row(twin, urgency, (long)urgency)]);
}
