using Microsoft.Extensions.Logging;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Uplink;

/// <summary>
/// Delivers packets until each has its answer: what was not answered, or answered with 429 or a server error, is sent again with the same sequence.
/// When a packet must be repeated, all later packets of that device in the batch are repeated behind it, so a device's order holds in the log.
/// </summary>
/// <remarks>Packets of one device must come through one caller; different callers may run at once.</remarks>
public sealed partial class PacketUplink(GatewayClient gateway, Pauses pauses, TimeProvider time, ILogger logger)
{
    /// <summary>A packet that alone meets a server error this often is given up as refused: the fault lies in it.</summary>
    private const int MostServerErrors = 8;

    /// <summary>Packets in one request.</summary>
    private const int BatchSize = 500;

    private int _troubled;

    /// <summary>Registers a patient, however long the gateway takes to be ready.</summary>
    /// <exception cref="GatewayRefusedException">The profile was refused.</exception>
    public async Task Register(TwinId twin, PatientProfile profile, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await gateway.Register(twin, profile, cancellation);
                Recovered();
                return;
            }
            catch (GatewayUnavailableException trouble)
            {
                await Wait(trouble, cancellation);
            }
        }
    }

    /// <summary>Delivers packets in order; the answers stand in the packets' order.</summary>
    /// <exception cref="GatewayRefusedException">A whole request was refused: not a matter of trying again.</exception>
    public async Task<PacketAnswer[]> Deliver(IReadOnlyList<OutgoingPacket> packets, CancellationToken cancellation)
    {
        var answers = new PacketAnswer[packets.Count];
        for (var start = 0; start < packets.Count; start += BatchSize)
            await DeliverBatch(packets, start, Math.Min(BatchSize, packets.Count - start), answers, cancellation);
        return answers;
    }

    private async Task DeliverBatch(IReadOnlyList<OutgoingPacket> packets, int start, int count, PacketAnswer[] answers, CancellationToken cancellation)
    {
        var waiting = Enumerable.Range(start, count).ToList();
        var serverErrors = new Dictionary<int, int>();
        while (waiting.Count > 0)
        {
            try
            {
                var heard = await gateway.Post([.. waiting.Select(index => packets[index])], cancellation);
                var before = waiting.Count;
                waiting = Settle(packets, waiting, heard, answers, serverErrors);
                if (waiting.Count < before) Recovered();
                if (waiting.Count > 0) await Wait(new GatewayUnavailableException($"{waiting.Count} packets were not taken", retryAfter: null), cancellation);
            }
            catch (GatewayUnavailableException trouble)
            {
                await Wait(trouble, cancellation);
            }
        }
    }

    /// <summary>Keeps the final answers; returns what must be sent again, in order.</summary>
    private static List<int> Settle(
        IReadOnlyList<OutgoingPacket> packets, List<int> sent, PacketAnswer?[] heard, PacketAnswer[] answers, Dictionary<int, int> serverErrors)
    {
        var again = new List<int>();
        var held = new HashSet<(TwinId, string)>();
        for (var i = 0; i < sent.Count; i++)
        {
            var (index, answer) = (sent[i], heard[i]);
            var device = (packets[index].TwinId, packets[index].DeviceId);
            if (answer is not null && !held.Contains(device) && IsFinal(answer, index, serverErrors))
            {
                answers[index] = answer;
            }
            else
            {
                held.Add(device);
                again.Add(index);
            }
        }
        return again;
    }

    private static bool IsFinal(PacketAnswer answer, int index, Dictionary<int, int> serverErrors)
    {
        if (answer.Status is 429 or 503) return false;
        if (answer.Status < 500) return true;
        return (serverErrors[index] = serverErrors.GetValueOrDefault(index) + 1) >= MostServerErrors;
    }

    private async Task Wait(GatewayUnavailableException trouble, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _troubled, 1) == 0) LogWaiting(trouble.Message);
        await Task.Delay(pauses.Next(trouble.RetryAfter), time, cancellation);
    }

    private void Recovered()
    {
        pauses.Relax();
        if (Interlocked.Exchange(ref _troubled, 0) == 1) LogRecovered();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Devices wait for the gateway: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The gateway takes packets again")]
    private partial void LogRecovered();
}
