using System.Diagnostics;
using Npgsql;
using Xunit;

namespace TwinGrid.Testbed;

/// <summary>
/// A throw-away PostgreSQL of its own on a loopback port. It can be stopped, killed and started again, and goes away with the test process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "twingrid";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _programs;
    private readonly string _folder;
    private readonly string[] _settings;
    private Process? _server;
    private int _databases;

    /// <summary>Folder of the server's own files.</summary>
    public string Files => Path.Combine(_folder, "data");

    private PostgresServer(string programs, string folder, int port, string[] settings) => (_programs, _folder, Port, _settings) = (programs, folder, port, settings);

    public int Port { get; }

    /// <summary>Makes and starts a server; flushes to disk as a real one does. Skips the test where PostgreSQL is not installed, except in CI (<c>TWINGRID_CI</c>).</summary>
    /// <param name="settings">Further settings, e.g. <c>max_connections=20</c>.</param>
    public static async Task<PostgresServer> Start(params string[] settings)
    {
        var programs = Programs();
        if (programs is null && Environment.GetEnvironmentVariable("TWINGRID_CI") is { Length: > 0 })
            throw new InvalidOperationException("PostgreSQL is not installed, and in CI nothing is skipped: install the package postgresql.");
        Skip.If(programs is null, "PostgreSQL is not installed (looked in /usr/lib/postgresql and the PATH): install the package postgresql.");

        var folder = (await Run("mktemp", "-d", "-t", "twingrid-pg-XXXXXX")).Trim();
        await Run(Path.Combine(programs!, "initdb"), "-D", Path.Combine(folder, "data"), "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        var server = new PostgresServer(programs!, folder, LoopbackPort.Free(), settings);
        await server.Start();
        return server;
    }

    /// <summary>Npgsql connection string of a database.</summary>
    public string ConnectionString(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = Superuser, Database = database, Timeout = 15, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabase()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await Execute(ConnectionString(), $"create database {name}");
        return ConnectionString(name);
    }

    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts it, or starts it again on the same data.</summary>
    public async Task Start()
    {
        // The shell holds the server only as long as its input is open, which ends when this process dies, even by a kill.
        string[] settings = [$"port={Port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder}", "max_connections=200", .. _settings];
        var arguments = string.Join(' ', settings.Select(setting => $"-c '{setting}'"));
        var script = $"""
            '{_programs}/postgres' -D '{_folder}/data' {arguments} </dev/null >>'{_folder}/log' 2>&1 &
            server=$!
            read -r word
            kill -QUIT $server
            wait $server
            [ "$word" = keep ] || rm -rf '{_folder}'
            """;
        _server = Process.Start(AsOrdinaryUser("sh", ["-c", script], start => start.RedirectStandardInput = true))!;
        var started = Stopwatch.StartNew();
        while (!await Answers())
        {
            if (started.Elapsed > Patience) throw new TimeoutException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Stops it: in order, or at once as a crash does (<paramref name="immediate"/>), so that it must recover at the next start.</summary>
    public async Task Stop(bool immediate = false)
    {
        await Run(Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", immediate ? "immediate" : "fast", "-w", "stop");
        await Release("keep");
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Keeps the server, all its processes and those it will start, on these cores, e.g. <c>0</c> or <c>0,1</c>.</summary>
    public async Task Pin(string cores)
    {
        var server = File.ReadLines(Path.Combine(Files, "postmaster.pid")).First();
        await Run("sh", "-c", $"for process in {server} $(pgrep -P {server}); do taskset -a -c -p {cores} $process >&2 || [ ! -d /proc/$process ] || exit 1; done");
    }

    public async ValueTask DisposeAsync()
    {
        await Release("remove");
        await Run("rm", "-rf", _folder);
        NpgsqlConnection.ClearAllPools();
    }

    private async Task Release(string data)
    {
        if (_server is null) return;
        await _server.StandardInput.WriteLineAsync(data);
        _server.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    private async Task<bool> Answers()
    {
        try
        {
            await Execute(ConnectionString(), "select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // not yet
        }
    }

    private static string? Programs() =>
        (Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => double.TryParse(Path.GetFileName(version), out var number) ? number : 0).Select(version => Path.Combine(version, "bin"))
            : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(AsOrdinaryUser(program, arguments, start => start.RedirectStandardOutput = start.RedirectStandardError = true))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{await error}");
    }

    /// <summary>PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody.</summary>
    private static ProcessStartInfo AsOrdinaryUser(string program, string[] arguments, Action<ProcessStartInfo> more)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", Account(), "--", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" };
        more(start);
        return start;
    }

    private static string Account() => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
}
