using Orleans.Runtime.Placement;
using TwinGrid.Grains.Scheduling;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Seats;

/// <summary>Where the seated grains of this cluster belong, by the members known here. Safe for concurrent use.</summary>
public sealed class SeatPlan(IClusterMembershipService members, ILocalSiloDetails here, IVitalsLog log, SchedulerOptions scheduler, SeatOptions options, TimeProvider time) : IPlacementDirector
{
    private readonly Lock _planning = new();
    private (SiloAddress[] Silos, Dictionary<int, SiloAddress[]> Seats) _plan = ([], []);

    /// <summary>The members as they were last seen: of which version, which silos, and since when just these.</summary>
    private (MembershipVersion Version, SiloAddress[] Silos, DateTimeOffset Since) _standing = (MembershipVersion.MinValue, [], default);

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var able = context.GetCompatibleSilos(target);
        var seats = Seats(Places(target.GrainIdentity), [.. able.Order()]);
        return Task.FromResult(seats[target.GrainIdentity.GetIntegerKey() % seats.Length]);
    }

    /// <summary>True when a grain that is here belongs to another silo, and has for a while: silos that come and go in quick succession move nothing.</summary>
    public bool IsAway(GrainId grain)
    {
        var now = time.GetUtcNow();
        var (silos, since) = Standing(now);
        if (silos.Length == 0 || now - since < options.Settle) return false;
        var seats = Seats(Places(grain), silos);
        return !seats[grain.GetIntegerKey() % seats.Length].Equals(here.SiloAddress);
    }

    private (SiloAddress[] Silos, DateTimeOffset Since) Standing(DateTimeOffset now)
    {
        var snapshot = members.CurrentSnapshot;
        lock (_planning)
        {
            if (snapshot.Version == _standing.Version) return (_standing.Silos, _standing.Since);
            SiloAddress[] silos = [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order()];
            _standing = (snapshot.Version, silos, _standing.Silos.SequenceEqual(silos) ? _standing.Since : now);
            return (silos, _standing.Since);
        }
    }

    private int Places(GrainId grain) => string.Equals(grain.Type.ToString(), SchedulerShard.Type, StringComparison.Ordinal) ? scheduler.Shards : log.PartitionCount;

    private SiloAddress[] Seats(int places, SiloAddress[] silos)
    {
        lock (_planning)
        {
            if (!_plan.Silos.SequenceEqual(silos)) _plan = (silos, []);
            if (!_plan.Seats.TryGetValue(places, out var seats)) _plan.Seats[places] = seats = Seating.Of(places, silos);
            return seats;
        }
    }
}
