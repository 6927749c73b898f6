using System.Text.Json.Serialization;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>What became of one line of a stream. Answers come as they are ready, not in the order of the lines.</summary>
/// <param name="Line">Number of the line, from 1, blank lines counted.</param>
/// <param name="Status">202 when the packet is flushed; else as <paramref name="Problem"/> says.</param>
/// <param name="Partition">Partition of the log the packet stands in.</param>
/// <param name="Offset">Place in the partition.</param>
/// <param name="Accepted">Samples taken, flagged ones included.</param>
/// <param name="Flagged">Samples that are kept but not believed; absent when there are none.</param>
/// <param name="Problem">Why nothing of the line was written (503: may have been; send it again with the same sequence).</param>
public sealed record LineAnswer(
    int Line,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Partition = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Offset = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Accepted = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FlaggedSample>? Flagged = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Problem? Problem = null)
{
    internal static LineAnswer Taken(int line, VitalsPacket packet, LogPosition position)
    {
        var flagged = PacketIntake.Receipt(packet, position).Flagged;
        return new(line, StatusCodes.Status202Accepted, position.Partition, position.Offset, packet.Samples.Count, flagged.Count > 0 ? flagged : null);
    }

    internal static LineAnswer Refused(int line, Problem problem) => new(line, problem.Status, Problem: problem);
}
