using System.Security.Cryptography;
using System.Text;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Studies.Exports;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>Where bulk exports lie. An erasure takes those away that hold something of the patient.</summary>
internal sealed class BulkShelf(BulkOptions options, TimeProvider time) : FileShelf<BulkRecord>(options.Folder!, time), IForgetsTwins
{
    public string What => "bulk exports";

    /// <summary>What marks a twin in one export, and leads nowhere from it.</summary>
    public static byte[] MarkOf(string export, string twin) => SHA256.HashData(Encoding.UTF8.GetBytes($"{export}\n{twin}"))[..BulkSegments.MarkLength];

    /// <summary>Takes every export away that holds something of a twin. One that is being made asks for the consent of each, which is gone.</summary>
    public async Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        long removed = 0;
        foreach (var record in All())
        {
            var mark = MarkOf(record.Id, twin.Value);
            foreach (var file in record.Files)
            {
                if (!await BulkSegments.Holds(PathOf(record.Id, file.Name), mark, cancel)) continue;
                Remove(record.Id);
                removed++;
                break;
            }
        }
        return removed;
    }
}
