using Microsoft.Extensions.Time.Testing;

namespace TwinGrid.VitalsLog.Tests;

public sealed class A_reader_is_behind
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReadingLag _lag;

    public A_reader_is_behind() => _lag = new ReadingLag(_time);

    [Fact]
    public void at_the_end_nothing_waits()
    {
        See(9, 9);
        _time.Advance(TimeSpan.FromHours(3)); // nothing came for hours
        See(9, 9);
        (_lag.Records, _lag.Wait).ShouldBe((0, TimeSpan.Zero));
    }

    [Fact]
    public void a_record_waits_as_long_as_those_before_it_take_at_the_pace_of_late()
    {
        for (var second = 0; second <= 20; second++)
        {
            See(100 * second, 1000 + (100 * second)); // a hundred a second, a thousand behind
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        _lag.Records.ShouldBe(1000);
        _lag.Wait.TotalSeconds.ShouldBe(10, .5);
    }

    [Fact]
    public void a_reader_that_stands_still_makes_them_wait_longer_and_longer()
    {
        See(100, 100);
        _time.Advance(TimeSpan.FromSeconds(1));
        See(100, 101);
        _time.Advance(TimeSpan.FromSeconds(40));
        _lag.Wait.ShouldBe(TimeSpan.FromSeconds(40));
        See(null, 150); // it does not answer
        _lag.Wait.ShouldBe(TimeSpan.FromSeconds(40));
        _lag.Records.ShouldBe(50);
        See(150, 150);
        _lag.Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void the_first_record_after_a_long_silence_has_not_waited_through_the_silence()
    {
        See(5, 5);
        _time.Advance(TimeSpan.FromDays(1));
        See(5, 6);
        _lag.Wait.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void before_a_reader_was_ever_heard_nothing_is_known_to_wait()
    {
        See(null, 1_000_000);
        _lag.Wait.ShouldBe(TimeSpan.Zero);
    }

    private void See(long? readTo, long end) => _lag.See(readTo, end);
}
