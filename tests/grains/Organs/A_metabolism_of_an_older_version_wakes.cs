using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

/// <summary>The snapshot was written by the version before organs learned at night: covariance in double precision, no course, no watch for meals.</summary>
public sealed class A_metabolism_of_an_older_version_wakes : IAsyncLifetime
{
    private readonly TwinBed _bed = new();

    public Task InitializeAsync() => _bed.InitializeAsync();

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task with_what_it_had_learned_and_goes_on()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Organs", "metabolism-of-0.1-before-nights.txt");
        _bed.Snapshots.Put(OrganCatalogue.Metabolism, "p1", Convert.FromBase64String(await File.ReadAllTextAsync(file)));
        var organ = _bed.Grains.GetGrain<IOrgan>(GrainId.Create(OrganCatalogue.Metabolism, "p1"));
        var glance = await organ.Glance();
        glance.Trouble.ShouldBeNull();
        Value(glance, "fasting glucose").ShouldBe(130.756, 5); // what the older version said of it
        Value(glance, "gastric emptying").ShouldBe(0.02945, 0.003);
        var at = _bed.Clock.Now;
        (await organ.Observe(new RecordDelivery(29, new[] { Someone.Packet("p1", "cgm", 30, at, new VitalSign(Signal.Glucose, 150, at)) }.Logged(30)))).ShouldBeTrue("it knows how far it had come");
        (await organ.Flush(30)).ShouldBeTrue();
        (await organ.Forecast(Signal.Glucose, TimeSpan.FromHours(1), at)).Declined.ShouldBeNull();
    }

    private static double Value(OrganGlance glance, string name) => glance.Estimates.Single(estimate => estimate.Name == name).Value;
}
