using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>Sends a plan's packets through the gateway. Repeating a run changes nothing: the sequences are the same.</summary>
public sealed class ReplayRun(ReplayPlan plan, PacketUplink uplink, TimeProvider time)
{
    /// <summary>Packets sent at once when as fast as possible.</summary>
    private const int Chunk = 2000;

    /// <summary>How often due packets are sent when paced.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Registers everyone in the plan with one profile: a recording seldom says more.</summary>
    public async Task Register(PatientProfile profile, CancellationToken cancellation)
    {
        foreach (var twin in plan.Twins.Values) await uplink.Register(twin, profile, cancellation);
    }

    /// <summary>Sends everything as fast as the gateway takes it.</summary>
    /// <param name="progress">Told how many packets went since last told.</param>
    public async Task<ReplayTally> AsFastAsPossible(IProgress<int> progress, CancellationToken cancellation)
    {
        var tally = new ReplayTally();
        foreach (var chunk in plan.Packets.Chunk(Chunk)) await Send([.. chunk.Select(planned => planned.Packet)], tally, progress, cancellation);
        return tally;
    }

    /// <summary>Sends each packet when its time has come, everyone's recording beginning now.</summary>
    /// <param name="speed">How many recorded seconds pass in one.</param>
    public async Task<ReplayTally> Paced(double speed, IProgress<int> progress, CancellationToken cancellation)
    {
        var (tally, began, due) = (new ReplayTally(), time.GetTimestamp(), new List<OutgoingPacket>());
        foreach (var (elapsed, packet) in plan.InTime)
        {
            while (elapsed > time.GetElapsedTime(began) * speed)
            {
                await SendDue();
                var wait = elapsed / speed - time.GetElapsedTime(began);
                await Task.Delay(wait > Beat ? wait : Beat, time, cancellation);
            }
            due.Add(packet);
            if (due.Count >= Chunk) await SendDue();
        }
        await SendDue();
        return tally;

        async Task SendDue()
        {
            if (due.Count > 0) await Send(due, tally, progress, cancellation);
            due.Clear();
        }
    }

    private async Task Send(List<OutgoingPacket> packets, ReplayTally tally, IProgress<int> progress, CancellationToken cancellation)
    {
        var answers = await uplink.Deliver(packets, cancellation);
        for (var i = 0; i < answers.Length; i++) tally.Count(packets[i], answers[i]);
        progress.Report(packets.Count);
    }
}
