using Microsoft.Extensions.Logging;
using TwinGrid.Grains.Reach;
using TwinGrid.Grains.Rebuilding;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Seats;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Patients;

/// <summary>What all twins of a silo share: one reference in each of very many.</summary>
public sealed record TwinServices(
    SavedStates States, TwinArchive Archive, IVitalsLog Log, SchedulerOptions Scheduler, NightPace Nights, WakeGate Gate, MovePace Moves, LostSilos Lost, TimeProvider Time, ILogger<TwinServices> Logger);
