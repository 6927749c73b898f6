using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace TwinGrid.Grains.Reach;

/// <summary>
/// Remembers what Orleans calls each grain interface. It looks through an interface's attributes whenever a reference is made, which is several times for each packet and each
/// look at a twin. Safe for concurrent use.
/// </summary>
public sealed class KnownInterfaces(IServiceProvider services) : IGrainInterfaceTypeProvider
{
    private readonly ConcurrentDictionary<Type, GrainInterfaceType> _known = new();

    /// <summary>The name is being found out by this thread: those that are asked after this one know it.</summary>
    [ThreadStatic]
    private static bool t_isAsking;

    /// <summary>To be called before Orleans is set up: whoever is registered first is asked first.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<IGrainInterfaceTypeProvider, KnownInterfaces>();

    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        if (_known.TryGetValue(type, out grainInterfaceType)) return true;
        if (t_isAsking) return false;
        t_isAsking = true;
        try
        {
            grainInterfaceType = services.GetRequiredService<GrainInterfaceTypeResolver>().GetGrainInterfaceType(type);
        }
        finally
        {
            t_isAsking = false;
        }
        _known.TryAdd(type, grainInterfaceType);
        return true;
    }
}
