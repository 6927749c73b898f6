using System.Net;
using System.Text;
using TwinGrid.Treatments;

namespace TwinGrid.Gateway.Tests.Imports;

public sealed class A_file_of_claims_is_sent : Gateway
{
    private const string File =
        "IR,1,12,1,0000000,,,202111,00,0\r\nRE,1,1112,202110,テスト,2,19611121,,,,,,,886\r\nHO,01010016,１,２,1,7203\r\nSY,4659007,20211001,1,8002,,01,\r\nSI,50,1,150183410,,7000,1,,,,,,,1\r\n"
        + "IY,33,1,620004422,2,203,1\r\nRE,2,1112,202110,ホカ,1,19700101\r\nHO,01010016,１,９,1,5\r\nSI,50,1,150183411,,5,1\r\nGO,2,7208,99\r\n";

    [Fact]
    public async Task receipts_reach_the_twins_that_the_vault_knows_with_their_month()
    {
        var twin = (await Post("/v1/patients", """{"identifiers":[{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"01010016:1:2:"}],"profile":{"birthDate":"1961-11-21","sex":"female","heightCm":163,"weightKg":58}}""")).Json.GetProperty("twinId").GetString()!;
        var answer = await Send(File);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("receipts").GetInt32(), answer.Json.GetProperty("taken").GetInt32(), answer.Json.GetProperty("entries").GetInt32()).ShouldBe((2, 1, 4));
        Grid.Twin(twin).Entered.Select(entry => (entry.Kind, entry.What, entry.Amount)).ShouldBe(
            [(TreatmentKind.Diagnosis, "receipt-disease:4659007", 0), (TreatmentKind.Act, "receipt-act:150183410", 1), (TreatmentKind.Taking, "receipt-drug:620004422", 1), (TreatmentKind.Taking, "receipt-drug:620004422", 0)]);
        Grid.Twin(twin).Entered[0].At.ShouldBe(new DateTimeOffset(2021, 10, 1, 0, 0, 0, TimeSpan.FromHours(9)));
        foreach (var secret in (string[])["テスト", "01010016"]) (answer.Text + string.Join('\n', Logged.Lines)).ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("GO,2,7208", "GO,3,7208", "GO, field 2")]
    [InlineData(",203,1", ",204,1", "line 2")]
    [InlineData("RE,2", "XX,2", "line 8, HO, field 1")]
    public async Task a_file_that_is_not_whole_or_does_not_balance_is_refused(string from, string to, string field) => (await Send(File.Replace(from, to, StringComparison.Ordinal))).ShouldName(field);

    private Task<Answer> Send(string text) => Post("/v1/imports/claims", new ByteArrayContent(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text)));
}
