using System.Net;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using Task = System.Threading.Tasks.Task;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>The FHIR client of the Firely SDK does what a hospital's system would, in both formats.</summary>
public sealed class A_client_of_others_is_pointed_at_it : Records
{
    [Theory]
    [InlineData(ResourceFormat.Json), InlineData(ResourceFormat.Xml)]
    public async Task it_creates_reads_changes_searches_and_pages(ResourceFormat format)
    {
        using var client = Client(format);
        (await client.CapabilityStatementAsync())!.FhirVersion.ShouldBe(FHIRVersion.N4_0_1);
        var patient = (await client.CreateAsync(new Patient { Gender = AdministrativeGender.Female, BirthDate = "1961-04-30", Name = [new HumanName { Family = "Canaryfield" }], Identifier = [new Identifier("http://hospital.example/mrn", $"4711-{format}")] }))!;
        var address = $"Patient/{patient.Id}";
        (await client.ReadAsync<Patient>(address))!.Name.Single().Family.ShouldBe("Canaryfield");

        var taken = (await client.TransactionAsync(new Bundle { Type = Bundle.BundleType.Transaction, Entry = [.. Enumerable.Range(0, 12).Select(i => Post(Pulse(address, 60 + i, $"2026-02-{i + 1:00}")))] }))!;
        taken.Entry.ShouldAllBe(entry => entry.Response!.Status!.StartsWith("201", StringComparison.Ordinal));
        var (seen, page) = (new List<decimal>(), await client.SearchAsync<Observation>([$"patient={patient.Id}", "code=http://loinc.org|8867-4", "_sort=-date"], pageSize: 5));
        page!.Total.ShouldBe(12);
        for (; page is not null; page = await client.ContinueAsync(page)) seen.AddRange(page.Entry.Select(entry => ((Quantity)((Observation)entry.Resource!).Value!).Value!.Value));
        seen.ShouldBe(Enumerable.Range(60, 12).Reverse().Select(value => (decimal)value));
        (await client.SearchAsync<Observation>([$"patient={patient.Id}"], ["Observation:subject"], pageSize: 1))!.Entry.Select(entry => entry.Resource!.TypeName).ShouldBe(["Observation", "Patient"]);
        (await client.SearchAsync<Observation>([$"patient={patient.Id}"], summary: SummaryType.Count))!.Total.ShouldBe(12);
        (await client.SearchUsingPostAsync<Patient>(new SearchParams("identifier", $"http://hospital.example/mrn|4711-{format}")))!.Entry.Single().Resource!.Id.ShouldBe(patient.Id);
        (await client.SearchByIdAsync<Observation>(taken.Entry[0].Response!.Location!.Split('/')[1]))!.Total.ShouldBe(1);
        var everything = (Bundle)(await client.InstanceOperationAsync(new Uri(address, UriKind.Relative), "everything", useGet: true))!;
        everything.Total.ShouldBe(13);
    }

    [Fact]
    public async Task it_keeps_versions_apart()
    {
        await Known();
        using var client = Client(ResourceFormat.Json);
        var first = (await client.CreateAsync(Pulse("Patient/p1", 72, "2026-02-01")))!;
        first.VersionId.ShouldBe("1");
        ((Quantity)first.Value!).Value = 74;
        var second = (await client.UpdateAsync(first, versionAware: true))!;
        second.VersionId.ShouldBe("2");
        first.Meta!.VersionId = "1";
        ((Quantity)first.Value!).Value = 75;
        var stale = await Should.ThrowAsync<FhirOperationException>(() => client.UpdateAsync(first, versionAware: true));
        (stale.Status, stale.Outcome!.Issue.Single().Code).ShouldBe((HttpStatusCode.PreconditionFailed, OperationOutcome.IssueType.Conflict));
        (await client.HistoryAsync($"Observation/{first.Id}"))!.Entry.Select(entry => entry.Resource!.VersionId).ShouldBe(["2", "1"]);
        ((Quantity)(await client.ReadAsync<Observation>($"Observation/{first.Id}/_history/1"))!.Value!).Value.ShouldBe(72);
        var lab = Pulse("Patient/p1", 80, "2026-02-02");
        lab.Identifier = [new Identifier("http://lab.example", "77")];
        var created = (await client.ConditionalCreateAsync(lab, new SearchParams("identifier", "http://lab.example|77")))!;
        await client.ConditionalCreateAsync(lab, new SearchParams("identifier", "http://lab.example|77"));
        ((Quantity)lab.Value!).Value = 81;
        (await client.ConditionalUpdateAsync(lab, new SearchParams("identifier", "http://lab.example|77")))!.Id.ShouldBe(created.Id);
        (await client.SearchAsync<Observation>(["identifier=http://lab.example|77"]))!.Total.ShouldBe(1);
    }

    [Fact]
    public async Task it_is_told_what_is_wrong_in_its_own_words()
    {
        await Known();
        using var client = Client(ResourceFormat.Json);
        var missing = await Should.ThrowAsync<FhirOperationException>(() => client.ReadAsync<Observation>("Observation/none"));
        (missing.Status, missing.Outcome!.Issue.Single().Code).ShouldBe((HttpStatusCode.NotFound, OperationOutcome.IssueType.NotFound));
        var wrong = await Should.ThrowAsync<FhirOperationException>(() => client.CreateAsync(Pulse("Patient/p1", 72, "2026-02-30")));
        wrong.Outcome!.Issue[0].Expression.ShouldBe(["Observation.effective"]);
        var nobody = await Should.ThrowAsync<FhirOperationException>(() => client.CreateAsync(Pulse("Patient/nobody", 72, "2026-02-01")));
        nobody.Outcome!.Issue[0].Expression.ShouldBe(["Observation.subject"]);
        var asked = await Should.ThrowAsync<FhirOperationException>(() => client.SearchAsync<Observation>(["colour=red"]));
        asked.Outcome!.Issue[0].Expression.ShouldBe(["colour"]);
        (await Should.ThrowAsync<FhirOperationException>(() => client.DeleteAsync("Patient/p1"))).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        var half = new Bundle { Type = Bundle.BundleType.Transaction, Entry = [Post(Pulse("Patient/p1", 72, "2026-02-01")), Post(Pulse("Patient/nobody", 72, "2026-02-01"))] };
        (await Should.ThrowAsync<FhirOperationException>(() => client.TransactionAsync(half))).Outcome!.Issue[0].Expression.ShouldBe(["Bundle.entry[1].resource.subject"]);
        (await client.SearchAsync<Observation>(["patient=p1"]))!.Total.ShouldBe(0);
    }

    private FhirClient Client(ResourceFormat format) => new(new Uri(Address, "fhir"), new FhirClientSettings { PreferredFormat = format, ReturnPreference = ReturnPreference.Representation, VerifyFhirVersion = true });

    private static Bundle.EntryComponent Post(Resource resource) => new() { Resource = resource, Request = new Bundle.RequestComponent { Method = Bundle.HTTPVerb.POST, Url = resource.TypeName } };

    private static Observation Pulse(string patient, decimal value, string day) => new()
    {
        Status = ObservationStatus.Final, Code = new CodeableConcept("http://loinc.org", "8867-4"), Subject = new ResourceReference(patient), Effective = new FhirDateTime(day), Value = new Quantity(value, "/min"),
    };
}
