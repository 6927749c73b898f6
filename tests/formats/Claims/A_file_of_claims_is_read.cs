using System.Text;
using TwinGrid.Formats.Claims;
using TwinGrid.Testbed;

namespace TwinGrid.Formats.Tests.Claims;

public sealed class A_file_of_claims_is_read
{
    private const string Small =
        "IR,1,12,1,0000000,,,202111,00,0\r\nRE,1,1112,202110,テスト,2,19911121,,,,,,,886\r\nHO,01010016,１,２,1,7203\r\nSN,1,01,,,,03,,\r\nSY,4659007,20211001,1,8002,,01,\r\n"
        + "SI,50,1,150183410,,7000,1,,,,,,,1\r\nIY,33,1,620004422,1.5,,1\r\nIY,,1,620004423,2,203,1,,,,,,,0,1\r\nCO,22,2,810000001,疼痛時\r\nGO,1,7203,99\r\n";

    [SkippableFact]
    public void the_three_balances_of_the_sample_hold()
    {
        using var stream = File.OpenRead(SharedData.Path("samples", "jp-receipt", "RECEIPTC_GAIRAI_SAMPLE.UKE"));
        var file = ClaimReader.Read(stream, _ => null);
        (file.Receipts.Count, file.BalancedReceipts, file.IsBalanced).ShouldBe((75, 75, true));
        (file.FoundCount, file.DeclaredCount).ShouldBe((140, 140));
        (file.FoundPoints, file.DeclaredPoints).ShouldBe((86_392, 86_392));
        file.Receipts.Sum(receipt => receipt.Items.Count).ShouldBe(352);
        file.Receipts.Sum(receipt => receipt.Diagnoses.Count).ShouldBe(9);
        file.Receipts.ShouldAllBe(receipt => receipt.Month == new DateOnly(2021, 10, 1) || receipt.Month.Year > 2000);
        file.NotRead["CO"].ShouldBe(56);
        var first = file.Receipts[0];
        (first.Diagnoses[1].Text, first.Diagnoses[2].IsSuspected, first.Diagnoses[0].Code).ShouldBe(("テスト", true, "2500013"));
        (first.Items[0].Code, first.Items[0].Points, first.Items[0].Times, first.Items[0].Days.Single()).ShouldBe(("111000110", 288, 1, 1));
    }

    [SkippableFact]
    public void no_name_and_no_number_of_a_person_is_in_what_is_returned()
    {
        using var stream = File.OpenRead(SharedData.Path("samples", "jp-receipt", "RECEIPTC_GAIRAI_SAMPLE.UKE"));
        var told = new List<ClaimIdentity>();
        var file = ClaimReader.Read(stream, identity =>
        {
            told.Add(identity);
            return null;
        });
        told.Count.ShouldBe(75);
        told[0].InsuredPerson.ShouldBe("01010016:１:１:");
        var all = string.Join('\n', file.Receipts.Select(receipt => System.Text.Json.JsonSerializer.Serialize(receipt)));
        foreach (var secret in (string[])["汎用", "カキク", "６４４４０７１８", "83136019", "01010016"]) all.ShouldNotContain(secret);
        told[0].ToString().ShouldNotContain("01010016");
    }

    [Fact]
    public void a_group_has_one_category_and_the_month_is_the_receipts()
    {
        var file = Read(Small);
        var receipt = file.Receipts.ShouldHaveSingleItem();
        (receipt.Month, receipt.IsBalanced, receipt.Person, file.ClaimedIn).ShouldBe((new DateOnly(2021, 10, 1), true, "twin", new DateOnly(2021, 11, 1)));
        receipt.Items.Select(item => (item.Kind, item.Category, item.Quantity)).ShouldBe([(ClaimItemKind.Act, "50", null), (ClaimItemKind.Drug, "33", 1.5m), (ClaimItemKind.Drug, "33", 2m)]);
        receipt.Items[2].Days.ShouldBe([2]);
        (receipt.Diagnoses[0].IsSuspected, receipt.Diagnoses[0].IsMain, receipt.Diagnoses[0].Outcome).ShouldBe((true, true, ClaimOutcome.GoesOn));
        file.NotRead["CO"].ShouldBe(1);
    }

    [Fact]
    public void sums_that_do_not_hold_are_told_apart()
    {
        var file = Read(Small.Replace("GO,1,7203", "GO,2,7204", StringComparison.Ordinal).Replace(",203,1", ",204,1", StringComparison.Ordinal));
        (file.BalancedReceipts, file.FoundCount, file.DeclaredCount, file.FoundPoints, file.DeclaredPoints, file.IsBalanced).ShouldBe((0, 1, 2, 7203, 7204, false));
    }

    [Theory]
    [InlineData("IR,", "XX,", "line 1, XX, field 1: must be IR, the institution: this is no file of claims")]
    [InlineData("RE,1", "CO,1", "line 3, HO, field 1: stands before the first receipt RE")]
    [InlineData("1112,202110", "1112,202113", "line 2, RE, field 4: must be a year and a month")]
    [InlineData("7000", "-7", "line 6, SI, field 6: must be a whole number up to 99999999")]
    [InlineData("4659007", "46590", "line 5, SY, field 2: must be the seven digits of a diagnosis")]
    [InlineData("GO,1,7203,99\r\n", "", "line 9: the file ends without the trailer GO: it is cut off")]
    [InlineData("GO,1,7203,99", "GO,1,7203,99\r\nSI,50", "line 11, SI, field 1: stands after the trailer GO")]
    public void what_cannot_be_read_is_refused_with_line_record_and_field(string from, string to, string reason) =>
        Should.Throw<UnreadableFileException>(() => Read(Small.Replace(from, to, StringComparison.Ordinal))).Message.ShouldBe(reason);

    [Fact]
    public void bytes_of_another_encoding_are_refused() =>
        Should.Throw<UnreadableFileException>(() => ClaimReader.Read(new MemoryStream([.. "IR,"u8, 0x81, 0xff, 0xfe]), _ => null)).Message.ShouldContain("no Shift-JIS");

    [Fact]
    public void nonsense_is_refused_or_read_but_never_more() => Fuzz.Bytes(Encoded(Small), bytes => ClaimReader.Read(new MemoryStream(bytes), _ => null));

    private static ClaimFile Read(string text) => ClaimReader.Read(new MemoryStream(Encoded(text)), _ => "twin");

    private static byte[] Encoded(string text) => CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text);
}
