using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Access;
using TwinGrid.Grains.Readers;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Watch;

namespace TwinGrid.Grains;

/// <summary>What an operator can see of the grains of a silo; the table is <c>docs/metrics.md</c>.</summary>
public static class GrainMeters
{
    public static IServiceCollection AddGrainMeters(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<ReaderMeter>()
        .AddSingleton<SaveMeter>()
        .AddSingleton<AlertMeter>()
        .AddSingleton<SchedulerMeter>()
        .AddSingleton<PrivacyMeter>();
}
