using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Tests.Patients;

public sealed class A_patient_is_registered_again(TwinBed bed) : IClassFixture<TwinBed>
{
    private readonly string _id = TwinId.NewRandom().Value;

    [Fact]
    public async Task with_the_same_profile_nothing_is_written()
    {
        (await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] })).ShouldBeTrue();
        var saved = await Saved();
        (await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] })).ShouldBeFalse();
        (await Saved()).ShouldBe(saved);
    }

    [Fact]
    public async Task with_another_condition_it_is_kept()
    {
        await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["hypertension"] });
        await bed.Twin(_id).Register(Someone.WithType1 with { Conditions = ["pregnancy"] });
        (await bed.Twin(_id).Profile()).ShouldNotBeNull().Conditions.ShouldBe(["pregnancy"]);
    }

    private async Task<long> Saved() => (await bed.Snapshots.Load("twin", _id, CancellationToken.None)).ShouldNotBeNull().Version;
}
