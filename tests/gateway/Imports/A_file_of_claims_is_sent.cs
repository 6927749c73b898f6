using System.Net;
using System.Text;
using TwinGrid.Patients;
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
        var twin = await Known();
        var answer = await Send(File);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("receipts").GetInt32(), answer.Json.GetProperty("taken").GetInt32(), answer.Json.GetProperty("entries").GetInt32()).ShouldBe((2, 1, 4));
        Grid.Twin(twin).Entered.Select(entry => (entry.Kind, entry.What, entry.Amount)).ShouldBe(
            [(TreatmentKind.Diagnosis, "receipt-disease:4659007", 0), (TreatmentKind.Act, "receipt-act:150183410", 1), (TreatmentKind.Taking, "warfarin", 1), (TreatmentKind.Taking, "warfarin", 0)]);
        Grid.Twin(twin).Entered[0].At.ShouldBe(new DateTimeOffset(2021, 10, 1, 0, 0, 0, TimeSpan.FromHours(9)));
        foreach (var secret in (string[])["テスト", "01010016"]) (answer.Text + string.Join('\n', Logged.Lines)).ShouldNotContain(secret);
    }

    [Fact]
    public async Task diagnoses_are_words_of_the_profile_and_drugs_are_taken_by_name()
    {
        var twin = await Known();
        var answer = await Send(File.Replace("SY,4659007,20211001,1,8002,,01,", "SY,0000999,20211001,1,,２型糖尿病,01,\r\nSY,7654321,20211001,1,,,,\r\nSY,0000999,20211001,1,,心不全の疑い,,\r\nSY,0000999,20211001,2,,慢性腎臓病,,", StringComparison.Ordinal));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var profile = (await Grid.Twin(twin).Profile())!;
        (profile.DiabetesType, string.Join(' ', profile.Conditions)).ShouldBe((DiabetesType.Type2, "atrial-fibrillation"), "the suspected and the cured are none, and the site's own code is known");
        Grid.Twin(twin).Entered.Where(entry => entry.Kind == TreatmentKind.Taking).Select(entry => (entry.What, entry.Amount, entry.Text)).ShouldBe([("warfarin", 1, "2021-10"), ("warfarin", 0, "2021-10")]);
    }

    [Fact]
    public async Task a_long_receipt_of_which_the_twin_refuses_the_last_leaves_nothing()
    {
        var twin = await Known();
        Grid.Twin(twin).Entering = entries => entries.Any(entry => entry.What == "receipt-act:150183410") ? new TreatmentRefusal("entries[150].amount", "must be a number that is not negative") : null;
        var diagnoses = string.Concat(Enumerable.Range(0, 150).Select(number => $"SY,{4_659_007 + number},20211001,1,,,,\r\n"));
        var answer = await Send(File.Replace("SY,4659007,20211001,1,8002,,01,\r\n", diagnoses, StringComparison.Ordinal));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("taken").GetInt32(), Grid.Twin(twin).Entered.Count).ShouldBe((0, 0));
        answer.Text.ShouldContain("the twin refuses it");
    }

    /// <summary>A site that told the gateway two codes of its masters.</summary>
    protected override IReadOnlyDictionary<string, string?> Settings
    {
        get
        {
            var file = Path.Combine(VaultPlace, "clinical.json");
            System.IO.File.WriteAllText(file, """{"conditions":[{"word":"atrial-fibrillation","receipt":["7654321"]}],"drugs":[{"word":"warfarin","receipt":["620004422"]}]}""");
            return new Dictionary<string, string?>(StringComparer.Ordinal) { ["TwinGrid:Records:ClinicalTable"] = file };
        }
    }

    [Theory]
    [InlineData("GO,2,7208", "GO,3,7208", "GO, field 2")]
    [InlineData(",203,1", ",204,1", "line 2")]
    [InlineData("RE,2", "XX,2", "line 8, HO, field 1")]
    public async Task a_file_that_is_not_whole_or_does_not_balance_is_refused(string from, string to, string field) => (await Send(File.Replace(from, to, StringComparison.Ordinal))).ShouldName(field);

    private async Task<string> Known() =>
        (await Post("/v1/patients", """{"identifiers":[{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"01010016:1:2:"}],"profile":{"birthDate":"1961-11-21","sex":"female","heightCm":163,"weightKg":58}}""")).Json.GetProperty("twinId").GetString()!;

    private Task<Answer> Send(string text) => Post("/v1/imports/claims", new ByteArrayContent(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text)));
}
