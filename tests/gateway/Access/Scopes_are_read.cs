using TwinGrid.Gateway.Identity.Scopes;

namespace TwinGrid.Gateway.Tests.Access;

public sealed class Scopes_are_read
{
    [Theory]
    [InlineData("patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("user/*.cruds", "user/*.cruds")]
    [InlineData("system/Patient.c", "system/Patient.c")]
    [InlineData("patient/Observation.read", "patient/Observation.rs")]
    [InlineData("patient/Observation.write", "patient/Observation.cud")]
    [InlineData("user/Patient.*", "user/Patient.cruds")]
    public void those_of_version_1_become_what_version_2_says(string text, string read)
    {
        SmartScope.TryParse(text, out var scope).ShouldBeTrue();
        scope.ToString().ShouldBe(read);
    }

    [Theory]
    [InlineData("patient/Observation.dus")]
    [InlineData("patient/Observation.sr")]
    [InlineData("patient/Observation.rr")]
    [InlineData("patient/Observation.x")]
    [InlineData("patient/Observation.")]
    [InlineData("patient/.rs")]
    [InlineData("patient/observation.rs")]
    [InlineData("group/Observation.rs")]
    [InlineData("patient/Observation.rs?category=vital-signs")]
    [InlineData("patient/Observation.READ")]
    [InlineData("Observation.rs")]
    [InlineData("openid")]
    [InlineData("")]
    [InlineData(null)]
    public void others_grant_nothing(string? text) => SmartScope.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void one_scope_does_not_lend_its_letters_to_another()
    {
        var scopes = GrantedScopes.Read("patient/Observation.r user/Patient.cruds");
        scopes.Grants("Observation", Permissions.Read, out var onlyPatients).ShouldBeTrue();
        onlyPatients.ShouldBeTrue();
        scopes.Grants("Observation", Permissions.Create, out _).ShouldBeFalse();
        scopes.Grants("Patient", Permissions.All, out onlyPatients).ShouldBeTrue();
        onlyPatients.ShouldBeFalse();
    }
}
