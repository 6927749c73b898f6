using Microsoft.Extensions.Hosting;
using TwinGrid.Silo;

namespace TwinGrid.Deploy.Tests;

/// <summary>A container is lent one core, or a large machine to one silo (decision 0066).</summary>
public sealed class A_silo_has_one_core
{
    [Theory, InlineData(1, SeveralWorkers.AtLeast), InlineData(64, 64)]
    public void it_works_with_several_workers_all_the_same(int itsOwn, int kept)
    {
        ThreadPool.GetMinThreads(out var workers, out var forCompletions);
        try
        {
            ThreadPool.SetMinThreads(itsOwn, forCompletions).ShouldBeTrue(); // what the runtime does of itself on so many cores
            Host.CreateApplicationBuilder().AddGridSilo(GridOptions.From(Deployed.Settings([])));
            ThreadPool.GetMinThreads(out var now, out _);
            now.ShouldBe(kept);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, forCompletions);
        }
    }
}
