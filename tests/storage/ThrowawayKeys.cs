using TwinGrid.Keys;

namespace TwinGrid.Storage.Tests;

/// <summary>Keys of patients in a folder that nobody needs afterwards.</summary>
internal static class ThrowawayKeys
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("twingrid-keys-").FullName;

    /// <summary>The same for all tests of this project: their storages differ, and a key more or less is no matter.</summary>
    public static PatientKeys All { get; } = new(new KeyOptions { Folder = Folder }, TimeProvider.System);
}
