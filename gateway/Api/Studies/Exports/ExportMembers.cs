using System.Security.Cryptography;
using System.Text;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>
/// Whose rows are in a pseudonymised export, so that it can be taken away when one of them is erased: hashes that are good for that one export, beside its archive and never in
/// it. Of an anonymised export nothing is kept.
/// </summary>
internal sealed class ExportMembers(ExportShelf shelf) : IForgetsTwins
{
    private const string Name = "members.bin";
    private const int Bytes = 16;

    public string What => "exports";

    public async Task Keep(string export, IEnumerable<TwinId> twins, CancellationToken cancel)
    {
        await using var file = shelf.Create(export, Name);
        foreach (var twin in twins) await file.WriteAsync(Hash(export, twin), cancel);
    }

    /// <summary>Takes every export away that a twin's rows are in. One that is being made asks for its consent, which is gone, before anything is given.</summary>
    public async Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        long removed = 0;
        foreach (var export in shelf.All().Where(record => record.Order.Kind == ExportKind.Pseudonymised && record.State == ExportState.Ready).Select(record => record.Id))
        {
            if (!await Holds(export, twin, cancel)) continue;
            shelf.Remove(export);
            removed++;
        }
        return removed;
    }

    private async Task<bool> Holds(string export, TwinId twin, CancellationToken cancel)
    {
        try
        {
            var (wanted, all) = (Hash(export, twin), await File.ReadAllBytesAsync(shelf.PathOf(export, Name), cancel));
            for (var i = 0; i + Bytes <= all.Length; i += Bytes)
                if (all.AsSpan(i, Bytes).SequenceEqual(wanted)) return true;
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // it was taken away meanwhile
        }
    }

    private static byte[] Hash(string export, TwinId twin) => SHA256.HashData(Encoding.ASCII.GetBytes($"{export}\n{twin.Value}"))[..Bytes];
}
