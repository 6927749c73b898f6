using System.Net;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Twins;

public sealed class A_patient_is_registered : Gateway
{
    private const string Profile =
        """{"birthDate":"1961-04-30","sex":"female","heightCm":163.5,"weightKg":58,"conditions":["hypercapnic-respiratory-failure"],"diabetesType":"type2"}""";

    [Fact]
    public async Task the_first_time_answers_created_with_its_address()
    {
        var answer = await Put("/v1/twins/p1", Profile);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        answer.Headers.Location.ShouldBe(new Uri("/v1/twins/p1", UriKind.Relative));
        (await Grid.Twin("p1").Profile())!.ShouldSatisfyAllConditions(
            p => p.BirthDate.ShouldBe(new DateOnly(1961, 4, 30)), p => p.Sex.ShouldBe(Sex.Female), p => p.HeightCm.ShouldBe(163.5), p => p.WeightKg.ShouldBe(58),
            p => p.Conditions.ShouldBe(["hypercapnic-respiratory-failure"]), p => p.DiabetesType.ShouldBe(DiabetesType.Type2));
    }

    [Fact]
    public async Task the_second_time_answers_ok()
    {
        await Put("/v1/twins/p1", Profile);
        var answer = await Put("/v1/twins/p1", Profile);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json.GetProperty("profile").GetProperty("diabetesType").GetString().ShouldBe("type2");
    }

    [Theory]
    [InlineData("birthDate", "\"1961-13-01\"")]
    [InlineData("birthDate", "\"1899-12-31\"")]
    [InlineData("birthDate", "\"2026-03-05\"")]
    [InlineData("birthDate", "19610430")]
    [InlineData("sex", "\"woman\"")]
    [InlineData("heightCm", "5")]
    [InlineData("heightCm", "\"163\"")]
    [InlineData("weightKg", "-1")]
    [InlineData("weightKg", "1e999")]
    [InlineData("conditions[0]", "[7]")]
    [InlineData("conditions", "\"pregnancy\"")]
    [InlineData("diabetesType", "\"type3\"")]
    public async Task a_wrong_field_is_named(string field, string value)
    {
        var name = field.Split('[')[0];
        var wrong = System.Text.Json.Nodes.JsonNode.Parse(Profile)!;
        wrong[name] = System.Text.Json.Nodes.JsonNode.Parse(value);
        (await Put("/v1/twins/p1", wrong.ToJsonString())).ShouldName(field);
        (await Grid.Twin("p1").Profile()).ShouldBeNull();
    }

    [Fact]
    public async Task all_that_is_wrong_is_named_at_once()
    {
        var answer = await Put("/v1/twins/p1", """{"birthday":"1961-04-30","sex":1}""");
        answer.ShouldName("birthDate").ShouldName("birthday").ShouldName("sex").ShouldName("heightCm").ShouldName("weightKg");
    }

    [Fact]
    public async Task an_id_that_cannot_be_a_pseudonym_is_refused() => (await Put("/v1/twins/Max%20Muster", Profile)).ShouldName("id");
}
