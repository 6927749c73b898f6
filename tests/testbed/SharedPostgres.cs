using Xunit;

namespace TwinGrid.Testbed;

/// <summary>One PostgreSQL for the tests of a collection (which run one after another), started by the first that asks for it.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server. Skips the test where PostgreSQL is not installed.</summary>
    public async Task<PostgresServer> Server() => _server ??= await PostgresServer.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
