using System.Diagnostics.Metrics;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>What became of the packets that came, and how long the log took to make them durable. Safe for concurrent use.</summary>
internal sealed class PacketMeter
{
    public const string Name = "TwinGrid.Gateway";

    private static readonly double[] Seconds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly TimeProvider _time;
    private readonly Counter<long> _packets;
    private readonly Histogram<double> _appends;

    public PacketMeter(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Name);
        _packets = meter.CreateCounter<long>("twingrid.packets", "{packet}", "Packets by outcome: accepted, or the kind of problem they were answered with");
        _appends = meter.CreateHistogram(
            "twingrid.append.duration", "s", "From the hand-over to the vitals log until the packet is durable", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>An instant, for <see cref="Accepted"/>.</summary>
    public long Now => _time.GetTimestamp();

    public void Accepted(long began)
    {
        _appends.Record(_time.GetElapsedTime(began).TotalSeconds);
        Count("accepted");
    }

    public void Refused(Problem problem) => Count(problem.Type[(problem.Type.LastIndexOf(':') + 1)..]);

    private void Count(string outcome) => _packets.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
