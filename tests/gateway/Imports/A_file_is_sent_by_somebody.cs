using System.Net;
using System.Net.Http.Headers;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>A file of any kind goes through the door of its own format.</summary>
public sealed class A_file_is_sent_by_somebody : Identified
{
    [Fact]
    public async Task a_patient_sends_a_phones_file_for_himself_and_nobody_else()
    {
        (await Send(Patient(), "a", "export.xml")).Status.ShouldBe(HttpStatusCode.OK);
        (await Send(Patient(), "b", "export.xml")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await Send(Patient(scope: "patient/Patient.rs"), "a", "export.xml")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        Log.All.Select(logged => logged.Record).OfType<VitalsPacket>().ShouldAllBe(packet => packet.TwinId.Value == "a");
    }

    [Fact]
    public async Task a_genome_is_a_clinicians_to_send_and_stands_in_the_trail()
    {
        (await Send(Patient(), "a", "genome.vcf")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await Send(Clinician("ward-2"), "a", "genome.vcf")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await Send(Clinician(), "a", "genome.vcf")).Status.ShouldBe(HttpStatusCode.OK);
        var entry = Trail.Entries.Last(entry => entry.Route == "POST /v1/twins/{id}/genome");
        (entry.Succeeded, entry.Data, entry.Twins.Single().Value).ShouldBe((true, DataClass.Genome, "a"));
    }

    [Fact]
    public async Task results_for_patients_of_other_wards_are_not_taken()
    {
        (await Send(Operator(), null, "message.hl7")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await Send(Clinician(), null, "message.hl7")).ShouldName("message 1, PID[1]-3");
        Log.All.Select(logged => logged.Record).OfType<VitalsPacket>().ShouldBeEmpty();
    }

    private Task<Answer> Send(string token, string? twin, string file)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, twin is null ? "/v1/imports" : $"/v1/imports?twin={twin}") { Content = new ByteArrayContent(ExampleFiles.Read(file)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Answer.Of(Http.SendAsync(request));
    }
}
