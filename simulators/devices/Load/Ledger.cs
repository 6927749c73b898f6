using System.Globalization;
using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Load;

/// <summary>
/// What the gateway acknowledged, a line for each sample: <c>twin,device,sequence,code,observedAt</c>. A line is written after its acknowledgement came, so
/// every line is a promise of the gateway. Safe for many writers.
/// </summary>
public sealed class Ledger : IDisposable
{
    private const string Header = "twin,device,sequence,code,observedAt";

    private readonly Lock _one = new();
    private readonly StreamWriter? _file;

    /// <param name="file">Continued where it exists; null keeps none.</param>
    public Ledger(string? file)
    {
        if (file is null) return;
        var isNew = !File.Exists(file) || new FileInfo(file).Length == 0;
        _file = new StreamWriter(file, append: true);
        if (isNew) _file.WriteLine(Header);
    }

    public void Enter(IReadOnlyList<OutgoingPacket> packets, IReadOnlyList<PacketAnswer> answers)
    {
        if (_file is null) return;
        lock (_one)
        {
            for (var i = 0; i < packets.Count; i++)
                if (answers[i].IsAccepted) Enter(packets[i]);
            _file.Flush();
        }
    }

    /// <summary>Distinct samples of a ledger by twin and code.</summary>
    /// <exception cref="InvalidDataException">A line is none of a ledger's. A last line cut off by a kill is left out.</exception>
    public static Dictionary<(TwinId Twin, string Code), long> Read(string file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var counts = new Dictionary<(TwinId, string), long>();
        var text = File.ReadAllText(file);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line == Header) continue;
            var cells = line.Split(',');
            if (cells.Length != 5 || !TwinId.TryParse(cells[0], out var twin)) throw new InvalidDataException($"'{file}' has a line that is none of a ledger's: {line}");
            if (seen.Add($"{cells[0]},{cells[1]},{cells[3]},{cells[4]}")) counts[(twin, cells[3])] = counts.GetValueOrDefault((twin, cells[3])) + 1;
        }
        return counts;
    }

    public void Dispose() => _file?.Dispose();

    private void Enter(OutgoingPacket packet)
    {
        foreach (var sample in packet.Samples)
            _file!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{packet.TwinId},{packet.DeviceId},{packet.Sequence},{sample.Code},{sample.ObservedAt.UtcDateTime:O}"));
    }
}
