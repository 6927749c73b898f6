using System.Buffers.Binary;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Organs.Heart;
using TwinGrid.Grains.Organs.Metabolism;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Twins;

/// <summary>
/// Gives the copy of a twin numbers of its own, a few per cent beside those it was copied from, in everything it believes and has measured. Nothing that is compressed,
/// and no database page, may profit from twins that hold the same bytes. The same copy gets the same numbers.
/// </summary>
internal sealed class OwnNumbers(int copy)
{
    private const double Apart = .03;

    /// <summary>Larger numbers in a model are times.</summary>
    private const double NoTime = 1e6;

    /// <summary>The first numbers of a trend say when it stands.</summary>
    private const int TimesOfATrend = 3;

    private readonly Random _random = new(copy);

    public void Give(TwinState state)
    {
        var latest = new LatestSigns();
        foreach (var newest in state.Latest.Newest())
        {
            var sequence = 0L;
            foreach (var sign in state.Latest.Believed(newest.Signal)) latest.Add(Moved(sign), newest.DeviceId, sequence++);
        }
        state.Latest = latest;
        state.Forecasts = [.. state.Forecasts.Select(forecast => forecast with { Quantiles = Array.ConvertAll(forecast.Quantiles, course => Array.ConvertAll(course, value => value + _random.NextDouble())) })];
    }

    public void Give(HeartState state)
    {
        Give((OrganState)state);
        foreach (var (signal, trend) in state.Trends.ToList())
        {
            var (own, factor) = (trend.ToModel(), Factor());
            for (var i = TimesOfATrend; i < own.Values.Length; i++) own.Values[i] = Times(own.Values[i], factor);
            state.Trends[signal] = SavedTrend.Of(own);
        }
    }

    public void Give(MetabolismState state)
    {
        Give((OrganState)state);
        if (state.Model?.ToModel() is { } model)
        {
            var (mean, covariance, course) = (Factor(), (float)Factor(), Factor());
            state.Model = SavedGlucoseTwin.Of(model with
            {
                Mean = Array.ConvertAll(model.Mean, value => Times(value, mean)), Covariance = Array.ConvertAll(model.Covariance, value => value * covariance),
                Course = Array.ConvertAll(model.Course, value => Times(value, course)),
            });
        }
        if (state.Person is { Single: { } single } person)
        {
            var factor = (float)Factor();
            state.Person = person with { Single = Array.ConvertAll(single, value => value * factor) };
        }
        state.Measured = Moved(state.Measured, new CourseRing(TimeSpan.FromMinutes(5), TimeSpan.FromHours(12)), 1);
        var habits = state.Habits.AsSpan();
        for (; habits.Length >= 2; habits = habits[2..])
            BinaryPrimitives.WriteUInt16LittleEndian(habits, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(habits) ^ _random.Next(1 << 5))); // halves: their last bits
    }

    private void Give(OrganState state)
    {
        foreach (var (signal, course) in state.Courses.ToList()) state.Courses[signal] = Moved(course, new CourseRing(course.Step), 1d / 16);
        var window = new SampleWindow();
        foreach (var waiting in state.Window.Waiting) window.Add(waiting with { Sign = Moved(waiting.Sign) }, TimeSpan.Zero);
        state.Window = window;
    }

    private CourseRing Moved(CourseRing from, CourseRing to, double unit)
    {
        var (start, values) = from.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        for (var i = 0; i < values.Length; i++)
            if (!double.IsNaN(values[i])) to.Note(start + i * from.Step, values[i] + unit * _random.Next(-2, 3));
        return to;
    }

    private VitalSign Moved(VitalSign sign) => sign with { Value = sign.Value + _random.Next(-2, 3) };

    private double Factor() => 1 + Apart * (2 * _random.NextDouble() - 1);

    /// <summary>In the precision it has.</summary>
    private static double Times(double value, double factor) => Math.Abs(value) > NoTime ? value : (float)value == value ? (float)(value * factor) : value * factor;
}
