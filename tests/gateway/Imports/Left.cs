using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.HealthRecords;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>What messages leave behind in a whole grid: in the log, on a twin, in its history, in the health records, in the vault.</summary>
internal sealed class Left(WholeGrid grid, TwinId twin)
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.MinValue.AddYears(1), End = DateTimeOffset.MaxValue.AddYears(-1);

    private readonly IVitalsLog _log = grid.App.Services.GetRequiredService<IVitalsLog>();
    private readonly IGrainFactory _grains = grid.App.Services.GetRequiredService<IGrainFactory>();
    private readonly List<(VitalsPacket Packet, LogPosition Position)> _packets = [];
    private long _readTo = -1;

    /// <summary>Packets of the twin in the log, read on from where it was read to before.</summary>
    public async Task<IReadOnlyList<VitalsPacket>> Packets()
    {
        var partition = twin.Partition(_log.PartitionCount);
        while (await _log.Read(partition, _readTo, 1000, default) is { Count: > 0 } records)
        {
            _readTo = records[^1].Position.Offset;
            _packets.AddRange(records.Where(record => record.Record is VitalsPacket packet && packet.TwinId == twin).Select(record => (record.Packet, record.Position)));
        }
        return [.. _packets.Select(one => one.Packet)];
    }

    /// <summary>All of it, so that nothing can be added without being seen.</summary>
    public async Task<string> Standing()
    {
        var glance = (await _grains.GetGrain<IPatientTwin>(twin.Value).Glance())!;
        var signs = string.Join(' ', glance.Latest.Select(sign => string.Create(CultureInfo.InvariantCulture, $"{sign.Signal}={sign.Value}@{sign.ObservedAt:O}/{sign.DeviceId}")));
        var devices = string.Join(' ', glance.Devices.Select(device => $"{device.DeviceId}#{device.HighestSequence}"));
        var (log, history, records, vault) = ((await Packets()).Count, await Counted(), await _grains.GetGrain<IHealthRecords>(0).Head(), await InVault());
        return string.Create(CultureInfo.InvariantCulture, $"log {log}; twin {signs} {devices}; history {history}; records {records}; vault {vault}");
    }

    /// <summary>Waits until the twin has taken what stands in the log, and each sample of each packet is in the history.</summary>
    /// <param name="since">Packets before have been looked at already.</param>
    public async Task AllIsThere(int since, string what)
    {
        var packets = await Packets();
        if (_packets.Count == 0) return;
        await Eventually.Holds(async () => (await _grains.GetGrain<IPatientTwin>(twin.Value).Glance())!.AppliedTo.Offset >= _packets[^1].Position.Offset, TimeSpan.FromMinutes(1), () => $"The twin never took the packet of {what}.");
        var history = _grains.GetGrain<ITwinHistory>(twin.Value);
        var said = Said(packets);
        foreach (var packet in packets.Skip(since))
            foreach (var same in packet.Samples.GroupBy(sample => (sample.Signal, sample.ObservedAt)))
            {
                var most = same.Last().Status == SampleStatus.EnteredInError ? 0 : said[(same.Key.Signal, same.Key.ObservedAt, packet.DeviceId)];
                await Eventually.Holds(async () => (await history.Read(same.Key.Signal, same.Key.ObservedAt, same.Key.ObservedAt.AddMicroseconds(1), 100)).Count(point => point.DeviceId == packet.DeviceId) is var found && found >= Math.Min(most, 1) && found <= most, TimeSpan.FromMinutes(1), () => $"The history lacks {same.Key} of {what}, or has it though it was taken back.");
            }
    }

    /// <summary>Finds that the history holds what the packets of the log say, and no sample more.</summary>
    public async Task NothingElseIsThere()
    {
        var packets = await Packets();
        var said = packets.SelectMany(packet => packet.Samples.Select(sample => (sample.Signal, sample.ObservedAt, packet.DeviceId, sample.Status)))
            .GroupBy(one => (one.Signal, one.ObservedAt, one.DeviceId)).Where(same => same.Last().Status != SampleStatus.EnteredInError).Select(same => same.Key).ToList();
        var times = Said(packets);
        (await Counted()).ShouldBeInRange(said.Count, said.Sum(one => times[one]));
    }

    /// <summary>How many packets tell of a sign of an instant: a spoilt one may tell another's.</summary>
    private static Dictionary<(Signal Signal, DateTimeOffset At, string Device), int> Said(IReadOnlyList<VitalsPacket> packets) =>
        packets.SelectMany(packet => packet.Samples.Select(sample => (sample.Signal, sample.ObservedAt, packet.DeviceId)).Distinct()).CountBy(one => one).ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Rows in all tables of the vault.</summary>
    public async Task<long> InVault()
    {
        await using var vault = new SqliteConnection($"Data Source={Path.Combine(grid.Data, "vault", "vault.db")};Mode=ReadOnly");
        await vault.OpenAsync();
        var tables = new List<string>();
        await using (var names = vault.CreateCommand())
        {
            names.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
            await using var reader = await names.ExecuteReaderAsync();
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }
        await using var count = vault.CreateCommand();
        count.CommandText = $"SELECT {string.Join(" + ", tables.Select(table => $"(SELECT count(*) FROM \"{table}\")"))}";
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task<long> Counted()
    {
        var (history, total) = (_grains.GetGrain<ITwinHistory>(twin.Value), 0L);
        foreach (var signal in await history.Signals(Begin, End)) total += (await history.Count(signal)).Total;
        return total;
    }
}
