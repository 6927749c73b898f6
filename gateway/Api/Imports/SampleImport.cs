using TwinGrid.Formats;
using TwinGrid.Formats.AppleHealth;
using TwinGrid.Formats.Nightscout;
using TwinGrid.Formats.OpenMHealth;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Takes a file of samples for a twin: read whole, judged whole, and only then written to the log.</summary>
internal sealed class SampleImport(SampleConversion conversion, PacketIntake intake, TimeProvider time)
{
    public const string OpenMHealth = "open-mhealth", AppleHealth = "apple-health", Nightscout = "nightscout";

    private const int MostSamples = 500_000, MostExamples = 100;
    private const long MostText = 1L << 30;

    /// <summary>The formats that are taken.</summary>
    public static IReadOnlyList<string> Formats { get; } = [OpenMHealth, AppleHealth, Nightscout];

    /// <summary>Reads a file; nothing is written yet.</summary>
    public static Reading<GatheredSamples> Read(string format, MemoryStream file, string? schema)
    {
        var gathered = new GatheredSamples(MostSamples);
        try
        {
            if (format == Nightscout) NightscoutReader.Read(file.GetBuffer().AsMemory(0, (int)file.Length), gathered);
            else if (format == OpenMHealth) OpenMHealthReader.Read(file.GetBuffer().AsMemory(0, (int)file.Length), gathered, schema);
            else AppleHealthReader.Read(file, gathered, MostText);
            return gathered;
        }
        catch (UnreadableFileException wrong)
        {
            return Problem.Field(wrong.Place.Length > 0 ? wrong.Place : "body", wrong.Reason);
        }
    }

    /// <summary>Judges what was read and writes it; answered when the last packet is flushed.</summary>
    public async Task<Reading<ImportView>> Take(TwinId twin, DateOnly born, string format, GatheredSamples gathered, CancellationToken cancel, ImportProgress? progress = null)
    {
        var (kept, left, understood) = (new List<(string Source, VitalSign Sample)>(), new SortedDictionary<string, int>(StringComparer.Ordinal), new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var (reason, count) in gathered.Reasons) left[reason] = count;
        var examples = gathered.LeftOut.Select(one => new LeftOutView(one.Place, one.What, one.Reason)).ToList();
        foreach (var recorded in gathered.Samples)
        {
            var (sample, reason) = conversion.Of(recorded, SampleStatus.Corrected, born);
            if (sample is { } good)
            {
                kept.Add((recorded.Source, good));
                if (recorded.Remark is { } remark) understood[remark] = understood.GetValueOrDefault(remark) + 1;
                continue;
            }
            var text = $"{recorded.Code}: {reason}";
            left[text] = left.GetValueOrDefault(text) + 1;
            if (examples.Count < MostExamples) examples.Add(new(recorded.Place, recorded.Code, reason!));
        }
        var packets = ImportPackets.Of(twin, format, kept, time.GetUtcNow());
        foreach (var packet in packets.Take(1))
            if (await intake.Objection(packet) is { } objection) return objection;
        progress?.Begin(ImportStage.Writing);
        for (var i = 0; i < packets.Count; i++)
        {
            await intake.Append(packets[i], cancel);
            progress?.Come(i + 1, packets.Count);
        }
        return View(format, packets, left, understood, examples);
    }

    private static ImportView View(string format, IReadOnlyList<VitalsPacket> packets, SortedDictionary<string, int> left, SortedDictionary<string, int> understood, List<LeftOutView> examples)
    {
        VitalSign[] all = [.. packets.SelectMany(packet => packet.Samples)];
        var flagged = all.Where(sample => sample.Flags != SampleFlags.None).SelectMany(sample => Plausibility.Names(sample.Flags).Select(name => $"{SignalCatalogue.Of(sample.Signal).Slug}: {name}"));
        return new(
            format, all.Length, packets.Count, all.Length == 0 ? null : all.Min(sample => sample.ObservedAt), all.Length == 0 ? null : all.Max(sample => sample.ObservedAt),
            Counted(all.Select(sample => SignalCatalogue.Of(sample.Signal).Slug)), Counted(flagged), understood, left, examples);
    }

    private static SortedDictionary<string, int> Counted(IEnumerable<string> names)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names) counts[name] = counts.GetValueOrDefault(name) + 1;
        return counts;
    }
}
