#nullable disable warnings // every element of the FHIR library may be absent; a test that finds one absent fails by itself
using System.Text;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using TwinGrid.Access;
using TwinGrid.Audit.Events;

namespace TwinGrid.Audit.Tests;

/// <summary>Events as an independent library reads them, against what IHE BALP 1.1 asks of each pattern.</summary>
public sealed class An_event_has_the_shape_of_BALP
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private static AuditEvent Written(AccessEntry entry) =>
        new FhirJsonDeserializer().Deserialize<AuditEvent>(Encoding.UTF8.GetString(new AuditEventWriter("gateway-1").Write(entry, At)));

    [Fact]
    public void each_says_who_it_was_whoever_was_written_of_before()
    {
        var entry = Trails.Entry(1, Operation.Read);
        AccessEntry[] entries =
        [
            entry, entry with { Caller = entry.Caller with { Subject = "dr-6" } }, entry with { Caller = entry.Caller with { Role = Role.Researcher } }, entry with { Caller = entry.Caller with { ClientId = "other-app" } },
            entry with { Caller = entry.Caller with { CredentialId = "jti-10" } }, entry with { Caller = entry.Caller with { CredentialId = null } }, entry with { ClientAddress = "192.0.2.8" }, entry with { ClientAddress = null },
            entry with { Operation = Operation.Update },
        ];
        var writer = new AuditEventWriter("gateway-1");
        foreach (var one in (AccessEntry[])[.. entries, .. entries])
            Encoding.UTF8.GetString(writer.Write(one, At)).ShouldBe(Encoding.UTF8.GetString(new AuditEventWriter("gateway-1").Write(one, At)));
        entries.Select(one => Encoding.UTF8.GetString(writer.Write(one, At))).Distinct(StringComparer.Ordinal).Count().ShouldBe(entries.Length);
    }

    [Theory]
    [InlineData(Operation.Read, "PatientRead", "read", AuditEvent.AuditEventAction.R, "110152", "110153")]
    [InlineData(Operation.Watch, "PatientRead", "read", AuditEvent.AuditEventAction.R, "110152", "110153")]
    [InlineData(Operation.Query, "PatientQuery", "search", AuditEvent.AuditEventAction.E, "110153", "110152")]
    [InlineData(Operation.Create, "PatientCreate", "create", AuditEvent.AuditEventAction.C, "110153", "110152")]
    [InlineData(Operation.Update, "PatientUpdate", "update", AuditEvent.AuditEventAction.U, "110153", "110152")]
    [InlineData(Operation.Delete, "PatientDelete", "delete", AuditEvent.AuditEventAction.D, "110152", "110153")]
    public void each_pattern_has_its_codes_and_its_agents(Operation operation, string pattern, string interaction, AuditEvent.AuditEventAction action, string client, string server)
    {
        var written = Written(Trails.Entry(1, operation));
        written.Meta.Profile.ShouldBe([$"https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.{pattern}"]);
        (written.Type.System, written.Type.Code).ShouldBe(("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest"));
        written.Subtype.ShouldHaveSingleItem().Code.ShouldBe(interaction);
        (written.Action, written.Outcome, written.Recorded).ShouldBe((action, AuditEvent.AuditEventOutcome.N0, At));
        var agents = written.Agent.ToDictionary(agent => agent.Type.Coding.Single().Code, StringComparer.Ordinal);
        agents.Keys.ShouldBe([client, server, "IRCP"], ignoreOrder: true);
        (agents[client].Who.Identifier.Value, agents[client].Network.Address, agents[client].Requestor).ShouldBe(("ward-app", "192.0.2.7", false));
        (agents[server].Who.Identifier.Value, agents[server].Network.Address, agents[server].Requestor).ShouldBe(("gateway-1", "gateway-1", false));
        (agents["IRCP"].Who.Identifier.Value, agents["IRCP"].Requestor, agents["IRCP"].Network).ShouldBe(("dr-5", true, null));
        agents["IRCP"].Role.Single().Coding.Single().Code.ShouldBe("clinician");
        agents["IRCP"].Policy.ShouldBe(["urn:ietf:params:oauth:jti:jti-9"]);
    }

    [Fact]
    public void it_says_whose_data_what_of_it_in_which_request_why_by_which_consent_and_by_which_model()
    {
        var written = Written(Trails.Entry());
        var entities = written.Entity.ToDictionary(entity => entity.Type.Code, StringComparer.Ordinal);
        (entities["1"].What.Reference, entities["1"].Role.Code).ShouldBe(("Patient/7f3a9c", "1"));
        (entities["2"].What.Identifier.Value, entities["2"].Role.Code).ShouldBe(("GET /v1/twins/{id}/forecast", "4"));
        entities["2"].SecurityLabel.Select(label => label.Code).ShouldBe(["vitals", "forecasts"]);
        entities["2"].Detail.Single().ShouldSatisfyAllConditions(detail => detail.Type.ShouldBe("model-version"), detail => ((FhirString)detail.Value).Value.ShouldBe("uva-padova-t1/1"));
        entities["XrequestId"].What.Identifier.Value.ShouldBe("request-1");
        entities["Consent"].What.Reference.ShouldBe("Consent/c1/_history/3");
        written.PurposeOfEvent.Single().Coding.Single().Code.ShouldBe("TREAT");
        written.OutcomeDesc.ShouldBe("consent-permits");
    }

    [Fact]
    public void a_reason_in_words_stands_beside_the_purpose()
    {
        Written(Trails.Entry() with { Reason = "Befund vom 12. Mai: \"QT\" verlängert" }).PurposeOfEvent.Single().ShouldSatisfyAllConditions(
            purpose => purpose.Text.ShouldBe("Befund vom 12. Mai: \"QT\" verlängert"), purpose => purpose.Coding.Single().Code.ShouldBe("TREAT"));
        Written(Trails.Entry()).PurposeOfEvent.Single().Text.ShouldBeNull();
    }

    [Fact]
    public void a_refusal_is_a_failure_and_claims_no_profile_of_success()
    {
        var written = Written(Trails.Entry(permitted: false));
        (written.Outcome, written.OutcomeDesc, written.Meta).ShouldBe((AuditEvent.AuditEventOutcome.N4, "consent-denies", null));
        Written(Trails.Entry() with { Succeeded = false }).Outcome.ShouldBe(AuditEvent.AuditEventOutcome.N8);
    }

    [Fact]
    public void a_search_carries_what_was_searched_and_all_it_showed()
    {
        var written = Written(Trails.Entry(1, Operation.Query) with { Route = "GET /v1/twins", Twins = [.. ((string[])["a", "b"]).Select(TwinGrid.Patients.TwinId.Parse)] });
        written.Entity.Where(entity => entity.Type.Code == "1").Select(entity => entity.What.Reference).ShouldBe(["Patient/a", "Patient/b"]);
        Encoding.UTF8.GetString(written.Entity.Single(entity => entity.Role?.Code == "24").Query).ShouldBe("GET /v1/twins");
    }

    [Fact]
    public void whatever_stands_in_it_it_stays_one_line()
    {
        var text = Encoding.UTF8.GetString(new AuditEventWriter("g").Write(Trails.Entry() with { RequestId = "a\nb\r\u2028\"\u0000", ClientAddress = null }, At));
        text.ShouldNotContain('\n');
        new FhirJsonDeserializer().Deserialize<AuditEvent>(text).Entity.Single(entity => entity.Type.Code == "XrequestId").What.Identifier.Value.ShouldStartWith("a\nb\r");
    }
}
