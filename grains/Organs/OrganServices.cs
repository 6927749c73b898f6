using Microsoft.Extensions.Logging;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Organs;

/// <summary>What all organs of a silo share: one reference in each of very many.</summary>
public sealed record OrganServices(SavedStates States, VitalsPasts Pasts, OrganOptions Options, TimeProvider Time, ILogger<OrganServices> Logger);
