using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class A_wrong_start
{
    [Theory]
    [InlineData("--TwinGrid:Partitions=0", "TwinGrid:Partitions")]
    [InlineData("--TwinGrid:Cluster=PostgreSql", "TwinGrid:PostgreSql")]
    [InlineData("--TwinGrid:Cluster=Moon", "Moon")]
    [InlineData("--TwinGrid:Log=Kafka", "TwinGrid:Kafka:BootstrapServers")]
    [InlineData("--TwinGrid:Log=Paper", "Paper")]
    [InlineData("--demmo", "--demmo")]
    public async Task is_refused_with_a_sentence_that_names_what_is_wrong(string argument, string named)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = GatewayProcess.Start(["--data", folder.Path, argument]);
        (await gateway.ExitCode()).ShouldNotBe(0);
        gateway.Said.ShouldContain(named);
        gateway.Said.ShouldNotContain("   at ", customMessage: "a stack trace is no sentence");
    }

    [Fact]
    public async Task on_an_address_others_can_reach_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = GatewayProcess.Start(["--data", folder.Path], new Dictionary<string, string>(StringComparer.Ordinal) { ["Kestrel__Endpoints__Open__Url"] = "http://0.0.0.0:0" });
        (await gateway.ExitCode()).ShouldNotBe(0);
        gateway.Said.ShouldContain("loopback");
    }

    [Fact]
    public async Task on_a_folder_in_use_is_refused_and_the_first_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var first = await GatewayProcess.Embedded(folder.Path);
        await using var second = GatewayProcess.Start(["--data", folder.Path]);
        (await second.ExitCode()).ShouldNotBe(0);
        second.Said.ShouldContain(folder.Path);
        await first.Get("/readyz");
    }
}
