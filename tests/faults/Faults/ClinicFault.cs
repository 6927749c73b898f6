using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>Strikes against silos and gateways around one PostgreSQL, with or without Kafka.</summary>
/// <param name="strike">Breaks something and lets it heal; the answer is when it broke.</param>
public sealed class ClinicFault(string name, string what, int rounds, ClinicShape shape, Func<ClinicGrid, Strikes, Task<long>> strike) : StrikeFault<ClinicGrid>(name, what, rounds)
{
    protected override Task<ClinicGrid> Start(FaultPlan plan) => ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, shape with { HasKafka = shape.HasKafka || plan.HasKafka });

    protected override int DevicesOf1970 => shape.DevicesOf1970;

    protected override async Task<long> Strike(ClinicGrid grid, Strikes strikes)
    {
        await grid.StartWhatEnded(); // a silo that learned late that it had been voted dead
        return await strike(grid, strikes);
    }

    protected override Task AfterRecovery(ClinicGrid grid) => grid.StartWhatEnded();
}
