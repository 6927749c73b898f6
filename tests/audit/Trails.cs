using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Access;
using TwinGrid.Audit.Chain;
using TwinGrid.Audit.Verification;
using TwinGrid.Patients;

namespace TwinGrid.Audit.Tests;

/// <summary>A folder with trails in it, gone after the test.</summary>
public sealed class Trails : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("twingrid-audit-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string Shard => Path.Combine(Folder, "g1");

    public string Anchors => Path.Combine(Folder, "anchors", "g1.anchors");

    public string PublicKey => Path.Combine(Folder, "g1.signing-key.public.pem");

    public string File => Directory.EnumerateFiles(Shard, "*.audit").Single();

    public static AccessEntry Entry(int number = 1, Operation operation = Operation.Read, bool permitted = true) => new(
        $"request-{number}", "GET /v1/twins/{id}/forecast", new Caller("dr-5", Role.Clinician, "ward-app") { CareTeams = ["ward-7"], CredentialId = "jti-9" },
        operation, DataClass.Forecasts | DataClass.Vitals, Purpose.Care, [TwinId.Parse("7f3a9c")],
        new AccessDecision(permitted, permitted ? AccessGround.ConsentPermits : AccessGround.ConsentDenies, "c1", 3), "192.0.2.7")
    { ModelVersions = ["uva-padova-t1/1"] };

    /// <param name="folder">Another folder than this one's.</param>
    public AuditTrail Open(AuditOptions? options = null, string? folder = null)
    {
        var trail = new AuditTrail((options ?? new AuditOptions()) with { Folder = folder ?? Folder, Shard = "g1" }, Time, NullLogger<AuditTrail>.Instance);
        trail.Open();
        return trail;
    }

    /// <summary>Records, and waits until it has come into the trail.</summary>
    public static async Task Write(AuditTrail trail, AccessEntry entry)
    {
        await trail.Record(entry, CancellationToken.None);
        trail.TryCarry();
    }

    /// <summary>The folder as it would be found if the process died now.</summary>
    public string AsIfItDied()
    {
        var copy = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(copy, "g1"));
        foreach (var file in Directory.EnumerateFiles(Folder).Concat(Directory.EnumerateFiles(Shard).Where(file => Path.GetFileName(file) != "in-use").OrderByDescending(file => Path.GetFileName(file) == "pending"))) // what waits first: it goes into the trail meanwhile
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = System.IO.File.Create(Path.Combine(copy, Path.GetRelativePath(Folder, file)));
            from.CopyTo(to);
        }
        return copy;
    }

    /// <summary>A trail that was written in two runs, each anchored at its end.</summary>
    public async Task Write(int first, int second, AuditOptions? options = null)
    {
        foreach (var count in (int[])[first, second])
        {
            using var trail = Open(options);
            for (var i = 0; i < count; i++) await Write(trail, Entry(i));
        }
    }

    public Verdict Verify() => Verify(Folder);

    public static Verdict Verify(string folder) =>
        TrailVerifier.Verify(Path.Combine(folder, "g1"), System.IO.File.Exists(Path.Combine(folder, "anchors", "g1.anchors")) ? Path.Combine(folder, "anchors", "g1.anchors") : null, System.IO.File.ReadAllText(Path.Combine(folder, "g1.signing-key.public.pem")));

    /// <summary>The lines of the trail, the first one too, without their ends.</summary>
    public List<string> Lines
    {
        get => [.. System.IO.File.ReadAllText(File).TrimEnd('\n').Split('\n')];
        set => System.IO.File.WriteAllText(File, string.Concat(value.Select(line => line + "\n")));
    }

    /// <summary>What a forger does: changes events and computes the chain anew behind them.</summary>
    public void Forge(Action<List<string>> change)
    {
        var events = Lines.Skip(1).Select(line => line[(TrailLine.IndexDigits + 66)..]).ToList();
        change(events);
        using var stream = System.IO.File.Create(File);
        stream.Write(TrailLine.Header("g1", 0, ChainHash.Beginning("g1")));
        var (head, index) = (ChainHash.Beginning("g1"), 0L);
        foreach (var happened in events)
        {
            head = ChainHash.Next(head, index, Encoding.UTF8.GetBytes(happened));
            TrailLine.Write(stream, index++, head, Encoding.UTF8.GetBytes(happened));
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
