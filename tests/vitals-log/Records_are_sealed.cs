using System.Buffers.Binary;
using System.IO.Hashing;
using Google.Protobuf;
using TwinGrid.Alerts;
using TwinGrid.Keys;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog.Records;

namespace TwinGrid.VitalsLog.Tests;

public sealed class Records_are_sealed : IAsyncLifetime
{
    private static readonly LogPosition Somewhere = new(1, 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("twingrid-keys-").FullName;
    private readonly Lazy<PatientKeys> _opened;

    public Records_are_sealed() => _opened = new(() => new PatientKeys(new KeyOptions { Folder = _folder }, TimeProvider.System));

    private PatientKeys Keys => _opened.Value;

    public Task InitializeAsync() => Keys.Open(default);

    public async Task DisposeAsync()
    {
        await Keys.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task what_is_stored_shows_the_pseudonym_and_nothing_else()
    {
        var packet = Packets.Of("ann", 4711, new VitalSign(Signal.Glucose, 123.456, Packets.Noon)) with { DeviceId = "Libre of Mrs Somebody" };
        var command = new CommandRecord(packet.TwinId, Packets.Noon, new AlertCommand("ann~1", AlertAction.Acknowledge, "nurse Somebody", null, "told Mrs Somebody"));
        foreach (var record in new ITwinRecord[] { packet, command })
        {
            var envelope = await Seal(record);
            envelope.AsSpan().IndexOf("ann"u8).ShouldBeGreaterThan(0);
            envelope.AsSpan().IndexOf("Somebody"u8).ShouldBe(-1);
            envelope.AsSpan().IndexOf(BitConverter.GetBytes(123.456)).ShouldBe(-1);
        }
    }

    [Fact]
    public async Task without_its_key_a_record_is_passed_by_when_it_was_destroyed_and_said_when_it_is_lost()
    {
        var packet = Packets.Of("ann", 1);
        var envelope = await Seal(packet);
        var ann = FoundKey.Kept(await Keys.ForWriting(packet.TwinId, default));
        RecordEnvelope.Open(envelope, Somewhere, ann).Packet.ShouldBe(packet);
        RecordEnvelope.Open(envelope, Somewhere, FoundKey.Destroyed).Record.ShouldBe(new ErasedRecord(packet.TwinId));
        Should.Throw<VitalsLogCorruptException>(() => RecordEnvelope.Open(envelope, Somewhere, default)).Message.ShouldContain("neither kept nor destroyed");
        var ben = FoundKey.Kept(await Keys.ForWriting(TwinId.Parse("ben"), default));
        Should.Throw<VitalsLogCorruptException>(() => RecordEnvelope.Open(envelope, Somewhere, ben)).Message.ShouldContain("does not open it");
    }

    [Fact]
    public void what_earlier_versions_wrote_in_the_open_is_read_as_it_was()
    {
        var packet = Packets.Of("ann", 41,
            new VitalSign(Signal.Glucose, 123.456, Packets.Noon.AddDays(-3).AddTicks(7)), new VitalSign(Signal.HeartRate, -0.0, Packets.Noon.AddHours(1), SampleStatus.Corrected, SampleFlags.FutureDated));
        RecordEnvelope.Open(InTheOpen(1, PacketForm.Of(packet)), Somewhere, default).Packet.ShouldBe(packet);
        var clock = new ClockRecord(TwinId.Parse("ann"), Packets.Noon);
        RecordEnvelope.Open(InTheOpen(2, OtherForms.Of(clock)), Somewhere, default).Record.ShouldBe(clock);
    }

    [Fact]
    public void fields_of_a_newer_version_are_passed_over_and_a_record_cut_short_is_said()
    {
        var packet = Packets.Of("ann", 41);
        var stored = PacketForm.Of(packet).ToByteArray();
        byte[] newer = [.. stored, (15 << 3) | 2, 3, 1, 2, 3, (14 << 3) | 5, 1, 2, 3, 4, (13 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8, (12 << 3) | 0, 0xFF, 0x01];
        PacketForm.Read(newer, default).ShouldBe(packet);
        for (var length = stored.Length - 1; length > stored.Length - 8; length--) Should.Throw<FormatException>(() => PacketForm.Read(stored.AsSpan(0, length), default));
    }

    private async Task<byte[]> Seal(ITwinRecord record)
    {
        var key = await Keys.ForWriting(record.TwinId, default);
        return RecordEnvelope.Seal(record, Keys, key);
    }

    private static byte[] InTheOpen(byte format, IMessage message)
    {
        byte[] envelope = [format, 0, 0, 0, 0, .. message.ToByteArray()];
        var crc = new Crc32();
        crc.Append(envelope.AsSpan(0, 1));
        crc.Append(envelope.AsSpan(5));
        BinaryPrimitives.WriteUInt32LittleEndian(envelope.AsSpan(1), crc.GetCurrentHashAsUInt32());
        return envelope;
    }
}
