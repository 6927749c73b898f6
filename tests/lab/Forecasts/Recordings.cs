using System.Globalization;
using System.Text;

namespace TwinGrid.Lab.Tests.Forecasts;

/// <summary>Made-up recordings of made-up people.</summary>
internal static class Recordings
{
    public static readonly DateTime Start = new(2026, 3, 2, 0, 2, 30, DateTimeKind.Unspecified);

    /// <summary>People whose glucose rises after three meals a day, each a little differently.</summary>
    /// <param name="people">How many.</param>
    /// <param name="days">How long.</param>
    public static string Of(int people, double days)
    {
        var csv = new StringBuilder("id,time,gl,mood\n");
        for (var person = 0; person < people; person++)
            for (var i = 0; i < days * 288; i++)
            {
                var hour = i / 12.0 % 24;
                var glucose = 95 + 3 * person + 6 * Math.Sin(i * (1 + .01 * person) / 17)
                    + new[] { 7.5, 12.5, 19 }.Sum(meal => hour > meal ? 70 * (hour - meal) * Math.Exp(-1.6 * (hour - meal)) : 0);
                csv.Append(CultureInfo.InvariantCulture, $"p{person},{Start.AddMinutes(5 * i):yyyy-MM-dd HH:mm:ss},{glucose:0},fine\n");
            }
        return csv.ToString();
    }
}
