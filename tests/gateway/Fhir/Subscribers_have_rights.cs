using System.Net;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>With identities: who is told of what, at the moment it comes.</summary>
public sealed class Subscribers_have_rights : Identified
{
    private KeptRecords _kept = null!;
    private Hook _hook = null!;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["TwinGrid:Subscriptions:Endpoints:0"] = _hook.Address };

    public override async Task InitializeAsync()
    {
        _hook = await Hook.Start();
        _kept = await KeptRecords.Open(VaultPlace, Time);
        Grid.Records = _kept.Stored.AsGrain();
        await base.InitializeAsync();
        foreach (var twin in (string[])["a", "b"])
            (await As(Operator(), HttpMethod.Put, $"/fhir/Patient/{twin}", $$"""{"resourceType":"Patient","id":"{{twin}}","gender":"female","birthDate":"1961-04-30"}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    public override async Task DisposeAsync()
    {
        await _kept.DisposeAsync();
        await base.DisposeAsync();
        await _hook.DisposeAsync();
    }

    [Fact]
    public async Task events_are_told_as_each_patient_has_it_at_that_moment()
    {
        var created = await As(Clinician(), HttpMethod.Post, "/fhir/Subscription", Body("Observation"));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count == 1);
        await Measured("b", 1);
        await Measured("a", 2);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count == 2);
        _hook.Told.Last().Body.ShouldContain("Patient/a");
        Verdicts.Rule = _ => false; // withdrawn
        await Measured("a", 3);
        var until = Time.GetUtcNow().AddSeconds(10);
        await EventuallyAsTimeGoesOn(() => Time.GetUtcNow() >= until);
        _hook.Told.Count.ShouldBe(2);
        _hook.Told.ShouldAllBe(call => !call.Body.Contains("Patient/b", StringComparison.Ordinal));
        Trail.Entries.Where(entry => entry.Route == "NOTIFY /fhir/Subscription/{sid}").ShouldHaveSingleItem().Twins.ShouldBe([TwinId.Parse("a")]);
    }

    [Fact]
    public async Task nobody_else_learns_of_a_subscription()
    {
        var path = $"/fhir/Subscription/{(await As(Clinician(), HttpMethod.Post, "/fhir/Subscription", Body("Observation"))).Json.GetProperty("id").GetString()}";
        (await GetAs(Clinician(), path)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var other in (string[])[Clinician("ward-2"), Patient()])
        {
            (await GetAs(other, path)).ShouldBeOutcome(404);
            (await As(other, HttpMethod.Delete, path)).ShouldBeOutcome(404);
            (await GetAs(other, "/fhir/Subscription")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        }
        (await GetAs(Researcher(), path)).ShouldBeOutcome(403);
        (await As(Clinician(scope: "user/Subscription.cruds user/Patient.rs"), HttpMethod.Post, "/fhir/Subscription", Body("Observation"))).ShouldBeOutcome(403, "Subscription.criteria");
    }

    [Fact]
    public async Task a_patient_is_told_of_his_own_record()
    {
        (await As(Patient(), HttpMethod.Post, "/fhir/Subscription", Body("Observation"))).Status.ShouldBe(HttpStatusCode.Created);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count == 1);
        Verdicts.Rule = request => request.Caller.Role == Role.Patient; // even if others would let him
        await Measured("b", 1);
        await Measured("a", 2);
        await EventuallyAsTimeGoesOn(() => _hook.Told.Count == 2);
        _hook.Told.Last().Body.ShouldContain("Patient/a");
    }

    private string Body(string criteria) => $$$"""{"resourceType":"Subscription","status":"requested","reason":"test","criteria":"{{{criteria}}}","channel":{"type":"rest-hook","endpoint":"{{{_hook.Address}}}","payload":"application/fhir+json"}}""";

    private async Task Measured(string twin, int minute) => (await As(Operator(), HttpMethod.Post, "/fhir/Observation",
        $$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/{{twin}}"},"effectiveDateTime":"2026-03-01T11:0{{minute}}:00Z","valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"} }""")).Status.ShouldBe(HttpStatusCode.Created);
}
