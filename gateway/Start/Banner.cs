using System.Reflection;
using TwinGrid.Gateway.Identity;
using TwinGrid.Silo;

namespace TwinGrid.Gateway.Start;

/// <summary>What the start says: what runs, where the data lies, where to look.</summary>
public static class Banner
{
    public static string Of(GridOptions grid, IdentityOptions identity, StartCommand command, string address)
    {
        var caution = identity.IsDevelopment
            ? "caution  no issuer of identities is set: this address serves this machine only, and everyone on it may see and do everything"
            : $"identity {identity.Issuer}{(identity.BuiltIn ? ", this gateway itself" : "")}";
        var version = typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var runs = grid.Cluster == ClusterKind.Embedded
            ? $"the gateway with an embedded silo, {grid.Partitions} log partitions"
            : $"a gateway to the silos of cluster '{grid.ClusterId}'";
        var data = grid.Cluster == ClusterKind.Embedded ? Path.GetFullPath(grid.Data) : "PostgreSQL";
        var people = command.DemoPeople is { } count ? $"{count} simulated people stream their vital signs over HTTP" : "none yet: register a twin, or start with --demo";
        return $"""
            TwinGrid {version}
              runs     {runs}
              data     {data}
              people   {people}
              look at  {address}            the worklist
                       {address}/scalar     the API
                       {address}/dashboard  the grains
              {caution}
              Ctrl-C stops; the next start goes on from there.
            """;
    }
}
