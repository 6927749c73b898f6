using TwinGrid.Formats.Clinical;

namespace TwinGrid.Formats.Tests;

public sealed class Diagnoses_and_drugs_are_looked_up
{
    [Theory]
    [InlineData(ClinicalSystem.Snomed, "46635009", "type1")]
    [InlineData(ClinicalSystem.Icd10, "E11.9", "type2")]
    [InlineData(ClinicalSystem.Icd10, "E119", "type2")]
    [InlineData(ClinicalSystem.Icd10, "I50.22", "reduced-ejection-fraction heart-failure")]
    [InlineData(ClinicalSystem.Icd10, "I50.32", "heart-failure")]
    [InlineData(ClinicalSystem.Medis, "20058911", "angina")]
    [InlineData(ClinicalSystem.Snomed, "444814009", "")]
    public void diagnoses_by_code(ClinicalSystem system, string code, string words) => string.Join(' ', ClinicalTable.Shipped.OfDiagnosis(new ClinicalCode(system, code))).ShouldBe(words);

    [Theory]
    [InlineData("１型糖尿病", "type1")]
    [InlineData("心不全", "heart-failure")]
    [InlineData("心不全の疑い", "")]
    [InlineData("Severe Aortic Stenosis", "severe-aortic-stenosis aortic-stenosis")]
    public void diagnoses_by_their_whole_name(string name, string words) => string.Join(' ', ClinicalTable.Shipped.OfDiagnosis(name)).ShouldBe(words);

    [Theory]
    [InlineData("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]", "metoprolol beta-blocker")]
    [InlineData("insulin glargine 100 UNT/ML Pen Injector [Lantus]", "insulin-basal insulin")]
    [InlineData("ヒューマログ注カート", "insulin-rapid insulin")]
    [InlineData("NPH insulin isophane 70 UNT/ML / insulin, regular, human 30 UNT/ML [Humulin 70/30]", "insulin-mixed insulin")]
    [InlineData("ライゾデグ配合注", "insulin-mixed insulin")]
    [InlineData("ワーファリン錠１ｍｇ", "warfarin")]
    [InlineData("Esomeprazole 20 MG", "esomeprazole")]
    [InlineData("オメプラゾール錠２０ｍｇ", "omeprazole")]
    [InlineData("Amoxicillin 250 MG", "")]
    public void drugs_by_a_part_of_their_name(string name, string words) => string.Join(' ', ClinicalTable.Shipped.OfDrug(name)).ShouldBe(words);

    [Theory]
    [InlineData("3332001F1024", "warfarin")]
    [InlineData("2149032F1021", "carvedilol beta-blocker")]
    [InlineData("2149010F1033", "metoprolol beta-blocker")]
    [InlineData("2149001F1021", "")]
    public void drugs_by_the_beginning_of_their_code(string code, string words) => string.Join(' ', ClinicalTable.Shipped.OfDrug(new ClinicalCode(ClinicalSystem.Yj, code))).ShouldBe(words);

    [Theory]
    [InlineData("A10AE04", "insulin-basal insulin")]
    [InlineData("A10AB05", "insulin-rapid insulin")]
    [InlineData("C07AB02", "metoprolol beta-blocker")]
    [InlineData("C07AB12", "beta-blocker")]
    public void drugs_by_their_class(string code, string words) => string.Join(' ', ClinicalTable.Shipped.OfDrug(new ClinicalCode(ClinicalSystem.Atc, code))).ShouldBe(words);

    [Fact]
    public void a_table_that_cannot_be_read_is_named()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.json");
        Should.Throw<InvalidDataException>(() => ClinicalTable.With(file)).Message.ShouldContain(file);
        File.WriteAllText(file, "{\"conditions\":[{");
        Should.Throw<InvalidDataException>(() => ClinicalTable.With(file)).Message.ShouldContain(file);
        File.Delete(file);
    }
}
