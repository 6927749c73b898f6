using TwinGrid.Devices.People;
using TwinGrid.Devices.Uplink;
using TwinGrid.Devices.Wearables;

namespace TwinGrid.Devices.Demo;

/// <summary>A person with a body and what they wear.</summary>
public sealed class Resident
{
    private readonly IReadOnlyList<Wearable> _wearables;

    /// <param name="livesSince">When the body began to live.</param>
    /// <param name="utcOffset">The clock the person lives by.</param>
    public Resident(Person person, IReadOnlyList<Episode> episodes, DateTimeOffset livesSince, TimeSpan utcOffset)
    {
        Person = person;
        var life = new DailyLife(person, utcOffset);
        var body = new Body(person, life, episodes);
        var wearables = new List<Wearable>
        {
            person.Whereabouts == Whereabouts.Ward ? new BedsideMonitor(person, body, episodes) : new SmartWatch(person, life, body, episodes),
        };
        if (person.WearsGlucoseMonitor)
        {
            var needs = InsulinNeeds.Of(person);
            var regimen = new Regimen(person, life, episodes, needs);
            wearables.Add(new GlucoseMonitor(person, new GlucoseCourse(person, life, regimen, livesSince), regimen));
            if (needs is not null) wearables.Add(new InsulinPump(person, regimen, needs.BasalUnitsPerHour));
        }
        _wearables = wearables;
    }

    public Person Person { get; }

    /// <summary>Everything this person's devices observe in (after, until]; each device's packets in order. Ask in rising order of time.</summary>
    public IEnumerable<OutgoingPacket> Between(DateTimeOffset after, DateTimeOffset until, Density density) =>
        _wearables.SelectMany(wearable => wearable.Between(after, until, density));
}
