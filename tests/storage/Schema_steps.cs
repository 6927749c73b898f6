using TwinGrid.Durability;

namespace TwinGrid.Storage.Tests;

public sealed class Schema_steps
{
    private static readonly Migration[] Steps = [new(1, "one", ""), new(2, "two", ""), new(3, "three", "")];

    [Fact]
    public void are_taken_from_the_stored_version_on()
    {
        Migration.After(0, Steps, "storage").Select(step => step.Number).ShouldBe([1, 2, 3]);
        Migration.After(2, Steps, "storage").Select(step => step.Number).ShouldBe([3]);
        Migration.After(3, Steps, "storage").ShouldBeEmpty();
    }

    [Fact]
    public void never_run_backwards() =>
        Should.Throw<SchemaRefusedException>(() => Migration.After(4, Steps, "storage").ToList()).Message.ShouldContain("version 4, this program knows versions up to 3");
}
