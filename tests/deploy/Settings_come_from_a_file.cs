using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Deploy.Tests;

/// <summary>The files of environment variables that are handed out.</summary>
public sealed class Settings_come_from_a_file
{
    public static TheoryData<string> Files() => [.. Directory.GetFiles(Deployed.Folder, "*.env", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory, MemberData(nameof(Files))]
    public void they_are_known_and_the_program_starts_with_them(string file)
    {
        var environment = Deployed.Text(file).Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Contains('=') && !line.StartsWith('#'))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('\'', '"'), StringComparer.Ordinal);
        environment.ShouldNotBeEmpty();
        Settings.Unknown(environment.Keys).ShouldBeEmpty();
        GridOptions.From(Deployed.Settings(environment)).Cluster.ShouldBe(ClusterKind.PostgreSql);
    }
}
