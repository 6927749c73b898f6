using Microsoft.Extensions.DependencyInjection;

namespace TwinGrid.Grains.Seats;

public static class SeatSetup
{
    /// <summary>Seats for readers, desks and scheduler shards, and the moves that follow from them.</summary>
    public static void AddSeats(this IServiceCollection services, SeatOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<MovePace>();
        services.AddSingleton<SeatPlan>();
        services.AddPlacementDirector<SeatedPlacement>(provider => provider.GetRequiredService<SeatPlan>());
    }
}
