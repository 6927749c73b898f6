using Microsoft.Extensions.DependencyInjection;

namespace TwinGrid.Grains.Trials;

public static class TrialSetup
{
    /// <summary>What a silo needs to take part in trials. Add it after the silo: its worker calls grains.</summary>
    public static void AddTrials(this IServiceCollection services, TrialOptions options, ITrialMethod method)
    {
        services.AddMetrics();
        services.AddSingleton<TrialMeter>();
        services.AddSingleton(options);
        services.AddSingleton(method);
        services.AddSingleton<TrialLanes>();
        services.AddSingleton<TrialGatherings>();
        services.AddHostedService<TrialWorker>();
    }
}
