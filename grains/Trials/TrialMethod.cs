using System.Text;
using TwinGrid.TrialRuns;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;
using TwinGrid.Trials.Protocols;
using TwinGrid.Trials.Reports;

namespace TwinGrid.Grains.Trials;

/// <summary>Trials as the library conducts and analyses them.</summary>
/// <param name="time">Dates reports.</param>
public sealed class TrialMethod(TimeProvider time) : ITrialMethod
{
    private const string FileName = "protocol";

    private static readonly string Program = $"TwinGrid {typeof(TrialMethod).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public IReadOnlyList<TrialExample> Examples => TrialExamples.All;

    /// <inheritdoc/>
    public (IReadTrial? Trial, IReadOnlyList<TrialFault> Faults) Read(string protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        try
        {
            var read = TrialProtocol.Read(protocol, FileName);
            CohortQuery? cohort = null;
            if (read.Population.CohortQuery is { } json)
            {
                (cohort, var wrong) = CohortQuery.Read(json);
                if (wrong is not null) return (null, [wrong with { Line = read.LineOf(wrong.Field) }]);
            }
            return (new Planned(TrialPlan.Of(read), cohort, time), []);
        }
        catch (ProtocolException wrong)
        {
            return (null, [new(wrong.Path.Length == 0 ? FileName : wrong.Path, wrong.Line, wrong.Reason)]);
        }
        catch (TrialException cannot)
        {
            return (null, [new(FileName, null, cannot.Message)]);
        }
    }

    /// <summary>A protocol with its plan.</summary>
    private sealed class Planned(TrialPlan plan, CohortQuery? cohort, TimeProvider time) : IReadTrial
    {
        public TrialOutline Outline { get; } = new(
            plan.Protocol.Title, plan.Protocol.Hash, plan.Protocol.Seed, [.. plan.Protocol.Arms.Select(arm => arm.Name)], plan.Replicates, plan.Patients, plan.Shards,
            plan.Protocol.Population.CohortQuery is not null);

        public (byte[] Sums, long Patients) Conduct(int shard, CancellationToken cancel)
        {
            var outcome = TrialConduct.Run(plan, shard, cancel);
            return (outcome.ToBytes(), outcome.Patients);
        }

        public ITwinSums Gather() => new TwinSums(plan, cohort ?? throw new InvalidOperationException("Virtual patients are followed in shards."), time);

        public ITrialSums Sums(ReadOnlyMemory<byte> soFar) => new Added(plan, soFar.Length == 0 ? new TrialSums(plan) : TrialSums.FromBytes(plan, soFar.Span), time);
    }

    /// <summary>Shards added up.</summary>
    private sealed class Added(TrialPlan plan, TrialSums sums, TimeProvider time) : ITrialSums
    {
        private TrialPapers? _papers;

        public void Add(ReadOnlyMemory<byte> outcome)
        {
            sums.Add(ShardOutcome.FromBytes(plan, outcome.ToArray()));
            _papers = null;
        }

        public byte[] ToBytes() => sums.ToBytes();

        public byte[] Write(TrialPaper paper)
        {
            _papers ??= new TrialPapers(plan, sums);
            return paper switch
            {
                TrialPaper.Results => _papers.Json(),
                TrialPaper.Report => Encoding.UTF8.GetBytes(_papers.Report(time.GetUtcNow(), Program)),
                TrialPaper.Csv => _papers.Csv(),
                _ => _papers.Parquet(),
            };
        }
    }
}
