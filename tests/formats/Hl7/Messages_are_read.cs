using System.Text;
using TwinGrid.Formats.Hl7;
using TwinGrid.Formats.Samples;
using TwinGrid.Testbed;

namespace TwinGrid.Formats.Tests.Hl7;

public sealed class Messages_are_read
{
    private const string Message = "MSH|^~\\&|LAB|H|TG|H|20260301120000+0900||ORU^R01|7|P|2.5\rPID|1||42^^^H\rOBR|1|||X^Y|||20260301100000\rOBX|1|NM|2345-7^Glucose^LN||１０４|mg/dl||N|||F\r";

    [SkippableFact]
    public void all_six_of_the_collection_are_read()
    {
        foreach (var (name, found, left) in ((string, int, int)[])[("LAB-ORU-1", 8, 2), ("LAB-ORU-2", 10, 0), ("ORU-R01-01", 0, 3), ("ORU-R01-RMGEAD", 1, 0), ("ORU-multiline-short", 0, 3), ("ORU-multiline-short-mixed", 0, 4)])
        {
            var leftOut = new List<LeftOut>();
            var message = Hl7Message.Read(File.ReadAllBytes(SharedData.Path("samples", "hl7v2-oru", name + ".hl7")));
            (message.Kind, message.Trigger).ShouldBe(("ORU", "R01"), name);
            Hl7Observations.Read(message, leftOut).Count.ShouldBe(found, name);
            leftOut.Count.ShouldBe(left, name);
        }
    }

    [SkippableFact]
    public void a_preliminary_result_and_the_final_one_stand_at_the_same_time()
    {
        Hl7Observation Platelets(string file) => Hl7Observations.Read(Hl7Message.Read(File.ReadAllBytes(SharedData.Path("samples", "hl7v2-oru", file))), []).Single(one => one.Sample.Code == "11273-0");
        var (first, second) = (Platelets("LAB-ORU-1.hl7"), Platelets("LAB-ORU-2.hl7"));
        (first.Standing, first.Sample.Value, first.Sample.Unit).ShouldBe((Hl7Standing.Preliminary, 4.06, "10*12/L"));
        (second.Standing, second.Sample.Value).ShouldBe((Hl7Standing.Final, 4.08));
        first.Sample.At.ShouldBe(second.Sample.At);
        first.Sample.At.ShouldBe(new DateTimeOffset(2014, 10, 6, 5, 35, 0, TimeSpan.FromHours(7)));
    }

    [Fact]
    public void full_width_digits_other_letters_and_times_without_a_zone_are_understood()
    {
        var found = Read(Message).ShouldHaveSingleItem();
        (found.Sample.Value, found.Sample.Unit, found.Sample.Code, found.Sample.Remark).ShouldBe((104, "mg/dL", "2345-7", "unit mg/dl read as mg/dL"));
        found.Sample.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(9)));
    }

    [Theory]
    [InlineData("|F\r", "|C\r", Hl7Standing.Corrected)]
    [InlineData("|F\r", "|W\r", Hl7Standing.EnteredInError)]
    [InlineData("|F\r", "|R\r", Hl7Standing.Preliminary)]
    public void a_result_says_how_firm_it_is(string from, string to, Hl7Standing standing) => Read(Message.Replace(from, to, StringComparison.Ordinal)).ShouldHaveSingleItem().Standing.ShouldBe(standing);

    [Theory]
    [InlineData("|NM|", "|SN|", "is a range or a limit and no single number")]
    [InlineData("|NM|", "|TX|", "is no number")]
    [InlineData("|F\r", "|X\r", "has no result yet (X)")]
    [InlineData("１０４", "1~2", "has several values")]
    public void what_is_no_result_is_left_with_its_reason(string from, string to, string reason)
    {
        var left = new List<LeftOut>();
        Hl7Observations.Read(Hl7Message.Read(Encoding.UTF8.GetBytes(Message.Replace(from, to, StringComparison.Ordinal))), left).ShouldBeEmpty();
        left.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("PID|1", "MSH: must begin the message")]
    [InlineData("MSH|^~\\^|a", "MSH[1]-2: must be four marks that differ from each other and from the one between fields")]
    [InlineData("MSH|^~\\&|LAB\rpidgin", "segment 2: has no name of three letters")]
    public void what_is_no_message_is_refused(string text, string reason) => Should.Throw<UnreadableFileException>(() => Hl7Message.Read(Encoding.UTF8.GetBytes(text))).Message.ShouldBe(reason);

    [Theory]
    [InlineData("１０４", "high", "OBX[1]-5: must be a number")]
    [InlineData("20260301100000", "yesterday", "OBR[1]-7: must be a date and time")]
    public void what_is_wrong_is_named_by_segment_and_field(string from, string to, string reason) => Should.Throw<UnreadableFileException>(() => Read(Message.Replace(from, to, StringComparison.Ordinal))).Message.ShouldBe(reason);

    [Fact]
    public void an_answer_names_what_it_answers_and_where_it_is_wrong()
    {
        var text = Encoding.UTF8.GetString(Hl7Answer.Of(Hl7Message.Read(Encoding.UTF8.GetBytes(Message)), "AE", "must be a | number", "OBX[4]-5", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "a1"));
        text.ShouldBe("MSH|^~\\&|TG|H|LAB|H|20260301120000+0000||ACK^R01^ACK|a1|P|2.5||||||UNICODE UTF-8\rMSA|AE|7|must be a \\F\\ number\rERR||OBX^4^5|102^Data type error^HL70357|E||||OBX[4]-5: must be a \\F\\ number\r");
        Hl7Message.Read(Encoding.UTF8.GetBytes(text)).Segments[1].Text(3).ShouldBe("must be a | number");
    }

    [Fact]
    public void nonsense_is_refused_or_read_but_never_more() => Fuzz.Bytes(Encoding.UTF8.GetBytes(Message), bytes =>
    {
        var message = Hl7Message.Read(bytes);
        Hl7Observations.Read(message, new List<LeftOut>());
        Hl7Answer.Of(message, "AA", "", null, DateTimeOffset.UnixEpoch, "1");
    });

    private static IReadOnlyList<Hl7Observation> Read(string message) => Hl7Observations.Read(Hl7Message.Read(Encoding.UTF8.GetBytes(message)), []);
}
