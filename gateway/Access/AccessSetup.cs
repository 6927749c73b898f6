using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Access;

namespace TwinGrid.Gateway.Access;

/// <summary>Wires what decides about accesses.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services) => services.TryAddSingleton<IAccessDecisions, AccessDecisions>();
}
