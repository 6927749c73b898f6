using TwinGrid.Faults.Grids;

namespace TwinGrid.Faults.Faults;

/// <summary>A strike against silos and gateways around one PostgreSQL.</summary>
public abstract class ClinicFault(string name, string what, int rounds) : StrikeFault<ClinicGrid>(name, what, rounds)
{
    protected virtual ClinicShape Shape => new();

    protected override Task<ClinicGrid> Start(FaultPlan plan) => ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, Shape);
}
