using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Keys;
using TwinGrid.Storage;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Records in the embedded storage, in folders of their own.</summary>
public sealed class KeptRecords : IAsyncDisposable
{
    private readonly PatientKeys _keys;
    private readonly ITwinStorage _storage;

    private KeptRecords(PatientKeys keys, ITwinStorage storage) => (_keys, _storage, Stored) = (keys, storage, new StoredRecords(storage));

    public StoredRecords Stored { get; }

    public static async Task<KeptRecords> Open(string folder, TimeProvider time)
    {
        var keys = new PatientKeys(new KeyOptions { Folder = Path.Combine(folder, "keys") }, time);
        var storage = StorageRegistration.Make(new StorageOptions { Data = Path.Combine(folder, "records") }, keys, time, NullLoggerFactory.Instance);
        await storage.Open(default);
        return new KeptRecords(keys, storage);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _keys.DisposeAsync();
    }
}
