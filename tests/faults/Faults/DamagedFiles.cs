using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// The embedded log of a killed grid with a byte flipped, or its last record torn off, is read from its beginning. Either nothing is missing, or what is missing is
/// said (at the start, or by the partition), and nothing is ever shown that was not sent.
/// </summary>
public sealed class DamagedFiles() : ScriptedFault("damage-log", "a byte of the embedded log flipped, its last record torn", 12)
{
    private const int Twins = 8;

    private static readonly string[] LogFiles = ["vitals-log.db", "vitals-log.db-wal"];

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        using var whole = new TemporaryFolder();
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        IReadOnlyList<string> twins;
        await using (var grid = await EmbeddedGrid.Start(GridSettings.Default, whole.Path))
        {
            await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [grid.Gateways[0].Address], Twins);
            twins = ward.Twins;
            await ward.Register();
            ward.Start();
            await new Strikes(plan, grid, ward, history).LoadGoesOn();
            await grid.Kill();
            await ward.Stop();
        }
        var (chance, violations, remarks, seen) = (new Random(plan.Seed), new List<Violation>(), new List<string>(), SeenGrid.Nothing);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            foreach (var file in LogFiles.Where(name => File.Exists(Path.Combine(whole.Path, name)))) File.Copy(Path.Combine(whole.Path, file), Path.Combine(folder.Path, file));
            folder.CopyKeysOf(whole);
            var how = round % 3 == 0 ? TearOff(Path.Combine(folder.Path, LogFiles[1]), chance) : Flip(Path.Combine(folder.Path, LogFiles[round % 2]), chance);
            var (said, shown) = await Read(folder.Path, twins);
            seen = shown ?? seen;
            List<Violation> found = shown is null ? [] : [.. Checker.Check(history.Fates, shown, null)];
            var missing = found.Where(violation => violation.Kind is "lost" or "not applied").ToList();
            violations.AddRange(found.Except(missing));
            if (missing.Count > 0 && said is null) violations.AddRange(missing.Select(violation => violation with { What = $"unsaid after {how}: {violation.What}" }));
            remarks.Add($"round {round}: {how}: {(said is null ? missing.Count == 0 ? "nothing is missing" : $"{missing.Count} samples are missing" : $"said: {said}")}");
            plan.Say($"{Name}: {remarks[^1]}");
        }
        return Report(plan, history, seen, violations, remarks);
    }

    /// <summary>Starts a grid on the log alone. What it said is wrong, and what it shows; nothing when it refused to start.</summary>
    private static async Task<(string? Said, SeenGrid? Shown)> Read(string folder, IReadOnlyList<string> twins)
    {
        EmbeddedGrid grid;
        try
        {
            grid = await EmbeddedGrid.Start(GridSettings.Default, folder);
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("vitals log", StringComparison.Ordinal))
        {
            return (FirstSentence(refused.Message), null);
        }
        await using (grid)
        {
            await using var client = await grid.Grains();
            var troubles = await Task.WhenAll(Enumerable.Range(0, GridSettings.Partitions).Select(partition => TroubleOf(client.Grains.GetGrain<IPartitionReader>(partition))));
            List<string> known = [];
            foreach (var twin in twins) if (await client.Grains.GetGrain<IPatientTwin>(twin).Profile() is not null) known.Add(twin);
            return (troubles.OfType<string>().FirstOrDefault() ?? Dropped(grid.Said), await Witness.See(grid, known));
        }
    }

    /// <summary>What keeps a partition from being read to its end; null when nothing does.</summary>
    private static async Task<string?> TroubleOf(IPartitionReader reader)
    {
        var drained = reader.Drain();
        string? trouble = null;
        await Eventually.Holds(async () => drained.IsCompleted || (trouble = (await reader.KeepAlive()).Trouble) is not null, TimeSpan.FromMinutes(2), () => "A partition neither ends nor says why.");
        return trouble;
    }

    private static string Flip(string file, Random chance)
    {
        using var bytes = File.Open(file, FileMode.Open);
        bytes.Position = chance.NextInt64(bytes.Length);
        var at = bytes.Position;
        var flipped = (byte)(bytes.ReadByte() ^ (1 << chance.Next(8)));
        bytes.Position = at;
        bytes.WriteByte(flipped);
        return $"bit flipped at {at} of {Path.GetFileName(file)}";
    }

    private static string TearOff(string file, Random chance)
    {
        using var bytes = File.Open(file, FileMode.Open);
        var torn = 1 + chance.Next(4000); // within the last page
        bytes.SetLength(Math.Max(0, bytes.Length - torn));
        return $"{torn} bytes torn off the end of {Path.GetFileName(file)}";
    }

    /// <summary>What it said of a last transaction that it dropped.</summary>
    private static string? Dropped(string said) => said.Split('\n').FirstOrDefault(line => line.Contains("The vitals log ends in a transaction that cannot be read", StringComparison.Ordinal))?.Trim();

    private static string FirstSentence(string text) => text.Split('\n').FirstOrDefault(line => line.Contains("vitals log", StringComparison.Ordinal))?.Trim() ?? text;
}
