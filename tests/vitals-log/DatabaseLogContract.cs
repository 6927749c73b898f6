using TwinGrid.Patients;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>What the logs in a database promise beyond the others: they hand out offsets themselves, without a gap, and keep a schema.</summary>
public abstract class DatabaseLogContract : VitalsLogContract
{
    [SkippableFact]
    public async Task a_missing_record_is_said_and_never_skipped()
    {
        var log = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        for (var sequence = 0; sequence < 5; sequence++) await log.Append(Packets.Of("ann", sequence), default);
        await RemoveRecord(partition, 1);
        log = await Reopen(log);
        (await log.Read(partition, -1, 10, default)).Count.ShouldBe(1);
        (await Should.ThrowAsync<VitalsLogCorruptException>(() => log.Read(partition, 0, 10, default))).Message.ShouldContain("missing");
    }

    [SkippableFact]
    public async Task a_lost_tail_is_said_and_its_offsets_are_not_given_again()
    {
        var log = await Open();
        var partition = TwinId.Parse("ann").Partition(Partitions);
        for (var sequence = 0; sequence < 5; sequence++) await log.Append(Packets.Of("ann", sequence), default);
        await RemoveRecord(partition, 3);
        await RemoveRecord(partition, 4);
        log = await Reopen(log);
        (await log.End(partition, default)).ShouldBe(4);
        (await log.Read(partition, -1, 10, default)).Count.ShouldBe(3);
        (await Should.ThrowAsync<VitalsLogCorruptException>(() => log.Read(partition, 2, 10, default))).Position.Offset.ShouldBe(3);
        (await log.Append(Packets.Of("ann", 5), default)).Offset.ShouldBe(5);
    }

    [SkippableFact]
    public async Task a_newer_schema_is_refused()
    {
        var log = await Open();
        await log.DisposeAsync();
        await PretendNewerSchema();
        (await Should.ThrowAsync<VitalsLogException>(() => Open())).Message.ShouldContain("newer TwinGrid");
    }

    protected abstract Task RemoveRecord(int partition, long offset);

    protected abstract Task PretendNewerSchema();
}
