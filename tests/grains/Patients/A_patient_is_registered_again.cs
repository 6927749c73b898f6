using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;

namespace TwinGrid.Grains.Tests.Patients;

public sealed class A_patient_is_registered_again(TwinBed bed) : IClassFixture<TwinBed>, IAsyncLifetime
{
    private readonly string _id = TwinId.NewRandom().Value;

    public Task InitializeAsync() => bed.KeepReading();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task with_the_same_profile_nothing_is_written()
    {
        (await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] })).ShouldBeTrue();
        (await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] })).ShouldBeFalse();
        (await Written()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task with_another_condition_it_is_kept()
    {
        await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] });
        await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["pregnancy"] });
        (await bed.Twin(_id).Profile()).ShouldNotBeNull().Conditions.ShouldBe(["pregnancy"]);
        (await Written()).Select(record => record.Profile.Conditions[0]).ShouldBe(["hypertension", "pregnancy"]);
    }

    [Fact]
    public async Task by_many_at_once_each_is_answered_when_its_profile_stands()
    {
        var twins = Enumerable.Range(0, 200).Select(_ => TwinId.NewRandom().Value).ToList();
        await Task.WhenAll(twins.Select(async twin =>
        {
            (await bed.Twin(twin).Register(Someone.WithType1)).ShouldBeTrue();
            (await bed.Twin(twin).Profile()).ShouldBe(Someone.WithType1);
        }));
    }

    private async Task<IEnumerable<ProfileRecord>> Written() =>
        (await bed.Log.Read(TwinId.Parse(_id).Partition(bed.Log.PartitionCount), -1, int.MaxValue, CancellationToken.None))
            .Select(logged => logged.Record).OfType<ProfileRecord>().Where(record => record.TwinId.Value == _id);
}
