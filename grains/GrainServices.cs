using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Patients;

namespace TwinGrid.Grains;

public static class GrainServices
{
    /// <summary>What twins and organs are given by one reference.</summary>
    public static void AddGrainServices(this IServiceCollection services)
    {
        services.AddSingleton<TwinServices>();
        services.AddSingleton<OrganServices>();
    }
}
