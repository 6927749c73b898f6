using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Lab.Vitals;

/// <summary>A bedside recording, a row a minute.</summary>
/// <param name="Signals">Those it has of the known ones.</param>
internal sealed record Recording(IReadOnlyList<RecordedSignal> Signals)
{
    private const double Most = 1000, LongestMinutes = 60 * 24 * 60;

    private static readonly (string Name, TrendPrior Prior, bool IsNowAndThen)[] Known =
    [
        ("HR", TrendPrior.HeartRate, false), ("PULSE", TrendPrior.HeartRate, false), ("RESP", TrendPrior.RespiratoryRate, false), ("SpO2", TrendPrior.OxygenSaturation, false),
        ("ABPSys", TrendPrior.SystolicPressure, false), ("ABPDias", TrendPrior.DiastolicPressure, false), ("ABPMean", TrendPrior.MeanArterialPressure, false),
        ("NBPSys", TrendPrior.SystolicPressure, true), ("NBPDias", TrendPrior.DiastolicPressure, true), ("NBPMean", TrendPrior.MeanArterialPressure, true),
    ];

    /// <exception cref="RefusedInputException">The file cannot be used; the message says where and why.</exception>
    public static Recording Read(string file)
    {
        var rows = CsvInput.Read(file, ["minute"]);
        var minutes = new int[rows.Count];
        for (var i = 0; i < minutes.Length; i++)
        {
            var minute = rows[i].Number("minute", 0, LongestMinutes);
            if (minute != Math.Floor(minute) || (i > 0 && minute <= minutes[i - 1])) throw rows[i].Wrong("minute", $"{minute} is no whole minute after that of the row before.");
            minutes[i] = (int)minute;
        }
        var signals = Known.Where(signal => rows[0].Has(signal.Name)).Select(signal => new RecordedSignal(signal.Name, signal.Prior, signal.IsNowAndThen, Readings(signal.Name))).ToList();
        return signals.Count > 0 ? new(signals) : throw new RefusedInputException($"'{file}' has none of the columns {string.Join(", ", Known.Select(signal => signal.Name))}.");

        double?[] Readings(string name)
        {
            var readings = new double?[minutes[^1] + 1];
            for (var i = 0; i < rows.Count; i++)
                readings[minutes[i]] = rows[i].NumberOrMissing(name, 0, Most) is > 0 and var value ? value : null;
            return readings;
        }
    }
}

/// <summary>One signal of a recording.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Prior">Which vital sign it is.</param>
/// <param name="IsNowAndThen">Whether it is read every so often rather than all the time.</param>
/// <param name="Readings">One place a minute.</param>
internal sealed record RecordedSignal(string Name, TrendPrior Prior, bool IsNowAndThen, double?[] Readings);
