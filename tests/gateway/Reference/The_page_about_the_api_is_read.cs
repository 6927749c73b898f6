using System.Reflection;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Tests.Reference;

public sealed class The_page_about_the_api_is_read
{
    [Fact]
    public void every_kind_of_problem_stands_there()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "api", "README.md"));
        var kinds = typeof(ProblemKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProblemKind>().ToList();
        kinds.ShouldNotBeEmpty();
        kinds.Where(kind => !page.Contains($"`{kind.Name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
