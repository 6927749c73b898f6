using Microsoft.Extensions.Logging.Abstractions;

namespace TwinGrid.Storage.Tests;

/// <summary>A storage that is opened for a test and closed after it. The contracts are written once and run for every implementation.</summary>
public abstract class TwinStorageContract(IStorageUnderTest underTest) : IAsyncLifetime
{
    /// <summary>Long enough for the slowest machine; a wait that works ends far sooner.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected ITwinStorage Storage { get; private set; } = null!;

    protected IStorageUnderTest UnderTest { get; } = underTest;

    public async Task InitializeAsync()
    {
        await UnderTest.Prepare();
        Storage = await Open();
    }

    public async Task DisposeAsync()
    {
        if (Storage is not null) await Storage.DisposeAsync();
        await UnderTest.Remove();
    }

    protected async Task<ITwinStorage> Open(Func<StorageOptions, StorageOptions>? change = null)
    {
        var storage = StorageRegistration.Make(change is null ? UnderTest.Options : change(UnderTest.Options), ThrowawayKeys.All, TimeProvider.System, NullLoggerFactory.Instance);
        await storage.Open(CancellationToken.None);
        return storage;
    }

    protected async Task Reopen(Func<StorageOptions, StorageOptions>? change = null)
    {
        await Storage.DisposeAsync();
        Storage = await Open(change);
    }

    protected static async Task Eventually(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }
}

/// <summary>Where a storage under test lies.</summary>
public interface IStorageUnderTest
{
    StorageOptions Options { get; }

    Task Prepare();

    Task Remove();

    /// <summary>Runs SQL beside the storage.</summary>
    Task Execute(string sql);

    /// <summary>The same where Orleans' tables lie.</summary>
    Task ExecuteOnOrleans(string sql);

    /// <summary>Makes the database hold every write until what it gives is disposed.</summary>
    Task<IAsyncDisposable> Stall();

    /// <summary>SQL that makes the database refuse any row of a table where a condition on <c>new</c> holds.</summary>
    string Refuse(string table, string condition);

    /// <summary>An instant as it stands in SQL.</summary>
    string Literal(DateTimeOffset instant);

    /// <summary>The table that the history's samples lie in, and its column that is not 0 where a sample is flagged.</summary>
    (string Table, string Flagged) Samples { get; }
}
