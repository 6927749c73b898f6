using CsCheck;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;
using static TwinGrid.Grains.Tests.Vitals.Recorded;

namespace TwinGrid.Grains.Tests.Vitals;

public sealed class Samples_come_in_any_order
{
    private static readonly Signal[] Monitored = [Signal.HeartRate, Signal.OxygenSaturation, Signal.Glucose, Signal.Consciousness];

    private static readonly Gen<VitalSign> Sample =
        from signal in Gen.OneOfConst(Monitored)
        from value in Gen.Int[0, 4]
        from seconds in Gen.Int[0, 50 * 12].Select(fives => fives * 5)
        from status in Gen.Frequency((8, Gen.Const(SampleStatus.Final)), (1, Gen.Const(SampleStatus.Corrected)), (1, Gen.Const(SampleStatus.EnteredInError)))
        from flags in Gen.Frequency((8, Gen.Const(SampleFlags.None)), (1, Gen.Const(SampleFlags.ProbeDisconnected)), (1, Gen.Const(SampleFlags.FutureDated)))
        select new VitalSign(signal, value, Noon.AddSeconds(seconds), status, flags);

    private static readonly Gen<VitalsPacket> AnyPacket =
        from device in Gen.OneOfConst("monitor", "watch", "cgm")
        from sequence in Gen.Long[0, 40]
        from samples in Sample.Array[1, 5]
        select Packet(device, sequence, samples);

    private static readonly Gen<(VitalsPacket[] Packets, int Seed)> Runs = Gen.Select(AnyPacket.Array[0, 120], Gen.Int);

    [Fact]
    public void the_latest_signs_are_the_same_bytes() => Runs.Sample(run => Bytes(Signs(run.Packets)).ShouldBe(Bytes(Signs(Disturbed(run)))), iter: 400);

    [Fact]
    public void the_device_marks_are_the_same_bytes() => Runs.Sample(run => Bytes(Marks(run.Packets)).ShouldBe(Bytes(Marks(Disturbed(run)))), iter: 400);

    [Fact]
    public void the_twin_that_holds_both_is_the_same_bytes() => Runs.Sample(
        run => Bytes(Twin(run.Packets)).ShouldBe(Bytes(Reloaded(Twin(Disturbed(run))))), iter: 200); // a name both hold is written twice, never as a reference

    [Fact]
    public void a_reload_in_between_leaves_no_trace() => Runs.Sample(
        run =>
        {
            var (signs, marks) = (new LatestSigns(), new DeviceMarks());
            foreach (var packet in run.Packets)
            {
                Take(signs, packet);
                marks.Hear(packet);
                (signs, marks) = (Reloaded(signs), Reloaded(marks));
            }
            Bytes(signs).ShouldBe(Bytes(Signs(run.Packets)));
            Bytes(marks).ShouldBe(Bytes(Marks(run.Packets)));
            signs.Newest().ShouldBe(Signs(run.Packets).Newest());
            marks.All.ShouldBe(Marks(run.Packets).All);
        },
        iter: 50);

    /// <summary>Shuffled, and a third of it repeated, with device names that are equal but not the same object.</summary>
    private static VitalsPacket[] Disturbed((VitalsPacket[] Packets, int Seed) run)
    {
        var random = new Random(run.Seed);
        VitalsPacket[] all = [.. run.Packets, .. run.Packets.Where(_ => random.Next(3) == 0)];
        random.Shuffle(all);
        return [.. all.Select(packet => packet with { DeviceId = new string(packet.DeviceId.AsSpan()) })];
    }

    private static TwinState Twin(VitalsPacket[] packets) => new() { Latest = Signs(packets), Devices = Marks(packets) };

    private static LatestSigns Signs(IEnumerable<VitalsPacket> packets)
    {
        var signs = new LatestSigns();
        foreach (var packet in packets) Take(signs, packet);
        return signs;
    }

    private static void Take(LatestSigns signs, VitalsPacket packet)
    {
        foreach (var sign in packet.Samples) signs.Add(sign, packet.DeviceId, packet.Sequence);
    }

    private static DeviceMarks Marks(IEnumerable<VitalsPacket> packets)
    {
        var marks = new DeviceMarks();
        foreach (var packet in packets) marks.Hear(packet);
        return marks;
    }
}
