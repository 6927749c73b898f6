using TwinGrid.Grains.Scheduling;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Tests.Scheduling;

public sealed class A_time_wheel
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TimeWheel _wheel = new();

    [Fact]
    public void calls_those_due_earliest_first_and_no_more_than_asked()
    {
        _wheel.Book(Twin("c"), Noon.AddMinutes(3));
        _wheel.Book(Twin("a"), Noon.AddMinutes(1));
        _wheel.Book(Twin("b"), Noon.AddMinutes(2));
        _wheel.Book(Twin("d"), Noon.AddMinutes(9));
        _wheel.DueAt(Noon.AddMinutes(5), limit: 2).ShouldBe([Twin("a"), Twin("b")]);
        _wheel.DueAt(Noon.AddMinutes(5), limit: 9).ShouldBe([Twin("a"), Twin("b"), Twin("c")]);
    }

    [Fact]
    public void keeps_the_earlier_of_two_appointments()
    {
        _wheel.Book(Twin("a"), Noon.AddMinutes(5)).ShouldBeTrue();
        _wheel.Book(Twin("a"), Noon.AddMinutes(9)).ShouldBeFalse();
        _wheel.Book(Twin("a"), Noon.AddMinutes(2)).ShouldBeTrue();
        _wheel.AppointmentOf(Twin("a")).ShouldBe(Noon.AddMinutes(2));
        _wheel.Count.ShouldBe(1);
    }

    [Fact]
    public void forgets_none_until_it_is_rebooked()
    {
        _wheel.Book(Twin("a"), Noon);
        _wheel.DueAt(Noon, 9).ShouldHaveSingleItem();
        _wheel.DueAt(Noon, 9).ShouldHaveSingleItem("a crash between the call and the answer must not lose it");
        _wheel.Rebook(Twin("a"), null);
        _wheel.DueAt(Noon.AddYears(1), 9).ShouldBeEmpty();
    }

    private static TwinId Twin(string id) => TwinId.Parse(id);
}
