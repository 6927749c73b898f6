using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Reach;

namespace TwinGrid.Grains;

public static class GrainServices
{
    /// <summary>What twins and organs are given by one reference.</summary>
    public static void AddGrainServices(this IServiceCollection services)
    {
        services.AddSingleton<LostSilos>();
        services.AddSingleton<TwinServices>();
        services.AddSingleton<OrganServices>();
    }
}
