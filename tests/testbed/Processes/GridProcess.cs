using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace TwinGrid.Testbed.Processes;

/// <summary>A real process of the grid: started from its build output, asked to stop as by Ctrl-C, or killed.</summary>
public class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="under">A program, with its arguments, that starts the process: <c>prlimit</c>, say.</param>
    protected GridProcess(string project, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, params ReadOnlySpan<string> under)
    {
        // A test run in the background may have been told to ignore Ctrl-C; the grid must not inherit that.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("--default-signal=INT");
        foreach (var word in under) start.ArgumentList.Add(word);
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Repository.BuildOutput(project, assembly));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        start.Environment.Remove("DOTNET_DbgEnableMiniDump"); // a silo that ends itself, as it must, is no crash to be described first
        if (environment?.GetValueOrDefault("TwinGrid__Cluster") == "PostgreSql") start.Environment.TryAdd("TwinGrid__Keys__Secret", ThrowawaySecret.Text);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything the process wrote so far.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Waits until it says something.</summary>
    public async Task Says(string text)
    {
        await Eventually.Holds(() => Said.Contains(text, StringComparison.Ordinal) || HasExited, Patience, () => $"'{text}' was never said, but:\n{Said}");
        if (!Said.Contains(text, StringComparison.Ordinal)) throw new InvalidOperationException($"It ended with {_process.ExitCode}:\n{Said}");
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ctrl-C; the exit code.</summary>
    public Task<int> Interrupt() => End(2);

    /// <summary>SIGTERM, as a service manager or an orchestrator stops it; the exit code.</summary>
    public Task<int> Terminate() => End(15);

    /// <summary>SIGSTOP: it stands still and answers nothing, its connections stay open.</summary>
    public void Pause() => Send(19);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Resume() => Send(18);

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCode()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }

    private async Task<int> End(int signal)
    {
        Send(signal);
        return await ExitCode();
    }

    private void Send(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0) throw new InvalidOperationException($"Signal {signal} could not be sent.");
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
