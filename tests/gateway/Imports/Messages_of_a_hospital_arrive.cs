using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Access;
using TwinGrid.Formats.Hl7;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class Messages_of_a_hospital_arrive : Gateway
{
    private const string Patients = "urn:oid:1.2.3";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Hl7:Port"] = "0", ["TwinGrid:Hl7:PatientSystem"] = Patients };

    private IReadOnlyList<VitalsPacket> Packets => [.. Log.All.Select(logged => logged.Record).OfType<VitalsPacket>()];

    [Fact]
    public async Task a_result_is_acknowledged_when_the_log_has_flushed()
    {
        await Known("42");
        var flush = new TaskCompletionSource();
        Log.Flush = flush.Task;
        using var line = await Connected();
        var asking = Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\r"));
        await Eventually(() => Packets.Count == 1);
        asking.IsCompleted.ShouldBeFalse();
        flush.SetResult();
        var answer = await asking;
        (answer.Segments[1].Text(1), answer.Segments[1].Text(2), answer.Segments[1].Text(3)).ShouldBe(("AA", "7", "1 taken, 0 left"));
        Packets[0].Samples.ShouldHaveSingleItem().Value.ShouldBe(104);
    }

    [Fact]
    public async Task a_preliminary_result_is_replaced_by_the_final_one()
    {
        await Known("42");
        using var line = await Connected();
        await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||90|mg/dl||N|||P\r"));
        await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||95|mg/dl||N|||F\r"));
        await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||||||||W\r"));
        var samples = Packets.SelectMany(packet => packet.Samples).ToList();
        samples.Select(sample => sample.Status).ShouldBe([SampleStatus.Final, SampleStatus.Corrected, SampleStatus.EnteredInError]);
        samples.Select(sample => sample.ObservedAt).Distinct().Count().ShouldBe(1);
        Packets.Select(packet => packet.DeviceId).Distinct(StringComparer.Ordinal).ShouldBe(["hl7:LAB"]);
    }

    [Theory]
    [InlineData("hello", "AR", "MSH")]
    [InlineData("MSH|^~\\&|LAB|H|TG|H|20260301110000||SIU^S12|7|P|2.5", "AR", "MSH^1^9")]
    [InlineData("MSH|^~\\&|LAB|H|TG|H|20260301110000||ORU^R01|7|P|2.5\rOBX|1|NM|2345-7||1|mg/dl|||||F", "AE", "PID")]
    [InlineData("MSH|^~\\&|LAB|H|TG|H|20260301110000||ORU^R01|7|P|2.5\rPID|1||999\rOBX|1|NM|2345-7||1|mg/dl|||||F", "AE", "PID^1^3")]
    [InlineData("MSH|^~\\&|LAB|H|TG|H|20260301110000||ORU^R01|7|P|2.5\rPID|1||42\rOBX|1|NM|2345-7||high|mg/dl|||||F", "AE", "OBX^1^5")]
    public async Task what_cannot_be_taken_is_answered_with_its_place(string message, string code, string place)
    {
        await Known("42");
        using var line = await Connected();
        var answer = await Ask(line, message);
        (answer.Segments[1].Text(1), answer.Segments[2].Raw(2)).ShouldBe((code, place));
        Packets.ShouldBeEmpty();
        (await Ask(line, Oru("42", "OBX|1|NM|8867-4^^LN||61|bpm|||||F\r"))).Segments[1].Text(1).ShouldBe("AA", "the line goes on");
    }

    [Fact]
    public async Task who_arrives_is_known_from_then_on()
    {
        using var line = await Connected();
        (await Ask(line, "MSH|^~\\&|ADT|H|TG|H|20260301110000||ADT^A01|8|P|2.5\rEVN|A01\rPID|1||77^^^H&1.2.9&ISO\r")).Segments[1].Text(3).ShouldBe("known from now on");
        (await Ask(line, "MSH|^~\\&|ADT|H|TG|H|20260301110000||ADT^A08|9|P|2.5\rPID|1||77^^^H&1.2.9&ISO\r")).Segments[1].Text(3).ShouldBe("known");
    }

    [Fact]
    public async Task results_of_the_laboratory_are_read_in_codes_and_units_of_Japan()
    {
        await Known("42");
        using var line = await Connected();
        var answer = await Ask(line, Oru("42", "OBX|1|NM|3H015000002326101^K^JC10^K^K^99L||3.5|mEq/L|||||F\rOBX|2|NM|L5^CRP^99L^5C070000002306201^CRP^JC10||2.1||||||F\rOBX|3|NM|2A990000001930955^PLT^JC10||23.1|万/μL|||||F\r"
            + "OBX|4|NM|3C015000000127101^U-CRE^JC10||98|mg/dL|||||F\rOBX|5|NM|1988-5^CRP^LN||2.1|mg/dl|||||C\r"));
        answer.Segments[1].Text(3).ShouldBe("4 taken, 1 left", "that of urine is no signal");
        Packets.SelectMany(packet => packet.Samples).Select(sample => (sample.Signal, Math.Round(sample.Value, 6))).ShouldBe([(Signal.Potassium, 3.5), (Signal.CReactiveProtein, 21), (Signal.Platelets, 231), (Signal.CReactiveProtein, 21)]);
    }

    [Fact]
    public async Task each_is_in_the_audit_trail_when_it_is_answered()
    {
        var twin = await Known("42");
        using var line = await Connected();
        await Ask(line, "MSH|^~\\&|ADT|H|TG|H|20260301110000||ADT^A01|8|P|2.5\rEVN|A01\rPID|1||77^^^H&1.2.9&ISO\r");
        await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\r"));
        await Ask(line, Oru("999", "OBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\r"));
        var entries = Trail.Entries.Where(entry => entry.Caller.ClientId == "hl7").ToList();
        entries.Select(entry => (entry.Route, entry.Caller.Subject, entry.Caller.Role, entry.Operation, entry.Data, entry.Decision.Ground, entry.Succeeded)).ShouldBe(
        [
            ("HL7 ADT^A01", "hl7:ADT", Role.Operator, Operation.Create, DataClass.Identity, AccessGround.RoleAlone, true),
            ("HL7 ORU^R01", "hl7:LAB", Role.Device, Operation.Append, DataClass.Vitals, AccessGround.OwnDevice, true),
            ("HL7 ORU^R01", "hl7:LAB", Role.Device, Operation.Append, DataClass.Vitals, AccessGround.UnknownTwin, false),
        ]);
        entries[0].Twins.ShouldHaveSingleItem();
        entries[1].Twins.ShouldBe([TwinId.Parse(twin)]);
        entries[2].Twins.ShouldBeEmpty();
        entries.ShouldAllBe(entry => entry.ClientAddress == "127.0.0.1");
    }

    [Fact]
    public async Task what_cannot_be_written_down_is_not_acknowledged()
    {
        await Known("42");
        using var line = await Connected();
        Trail.IsFull = true;
        (await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\r"))).Segments[1].Text(1).ShouldBe("AE");
        Trail.IsFull = false;
        (await Ask(line, Oru("42", "OBX|1|NM|2345-7^Glucose^LN||104|mg/dl||N|||F\r"))).Segments[1].Text(1).ShouldBe("AA");
    }

    [SkippableFact]
    public async Task all_six_of_the_collection_are_answered()
    {
        foreach (var number in (string[])["10006579", "0d70c6c8"]) await Known(number);
        using var line = await Connected();
        foreach (var (name, code) in ((string, string)[])[("LAB-ORU-1", "AA"), ("LAB-ORU-2", "AA"), ("ORU-multiline-short", "AA"), ("ORU-multiline-short-mixed", "AA"), ("ORU-R01-01", "AE"), ("ORU-R01-RMGEAD", "AE")])
        {
            var bytes = await File.ReadAllBytesAsync(SharedData.Path("samples", "hl7v2-oru", name + ".hl7"));
            (await Ask(line, bytes)).Segments[1].Text(1).ShouldBe(code, name);
        }
    }

    /// <summary>Registers a patient; the twin.</summary>
    private async Task<string> Known(string number)
    {
        var answer = await Post("/v1/patients", $$$"""{"identifiers":[{"system":"{{{Patients}}}","value":"{{{number}}}"}],"profile":{"birthDate":"1924-10-10","sex":"male","heightCm":163,"weightKg":58}}""");
        answer.Status.ShouldBe(System.Net.HttpStatusCode.Created);
        return answer.Json.GetProperty("twinId").GetString()!;
    }

    private async Task<TcpClient> Connected()
    {
        var client = new TcpClient();
        await client.ConnectAsync(Services.GetRequiredService<MllpServer>().Address!);
        return client;
    }

    private static Task<Hl7Message> Ask(TcpClient line, string message) => Ask(line, Encoding.UTF8.GetBytes(message));

    private static async Task<Hl7Message> Ask(TcpClient line, byte[] message)
    {
        var stream = line.GetStream();
        await stream.WriteAsync((byte[])[0x0b, .. message, 0x1c, 0x0d]);
        var (answer, one) = (new List<byte>(), new byte[1]);
        while (await stream.ReadAsync(one) == 1 && one[0] != 0x1c) answer.Add(one[0]);
        await stream.ReadExactlyAsync(one);
        answer[0].ShouldBe((byte)0x0b);
        return Hl7Message.Read(answer.Skip(1).ToArray());
    }

    private static string Oru(string patient, string results) => $"MSH|^~\\&|LAB|H|TG|H|20260301110000||ORU^R01|7|P|2.5\rPID|1||{patient}\rOBR|1|||X|||20260301100000\r{results}";
}
