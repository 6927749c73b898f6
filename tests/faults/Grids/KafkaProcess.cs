using System.Diagnostics;
using System.Globalization;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Grids;

/// <summary>A Kafka cluster of three brokers in a process of its own (librdkafka's mock): its records live as long as it does. It is told what to break.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    private readonly Process _process;

    private KafkaProcess(Process process, string bootstrapServers) => (_process, BootstrapServers) = (process, bootstrapServers);

    public string BootstrapServers { get; }

    public static async Task<KafkaProcess> Start(string topic, int partitions)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in (ReadOnlySpan<string>)[Repository.BuildOutput("tests/kafka-mock", "TwinGrid.KafkaMock"), topic, partitions.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { }; // drained, so that it never waits for a reader
        process.BeginErrorReadLine();
        return new KafkaProcess(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The Kafka mock did not start."));
    }

    /// <summary>Has it obey a command, <c>down all</c> say.</summary>
    public async Task Tell(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        if (await _process.StandardOutput.ReadLineAsync() is not "ok" and var answer) throw new InvalidOperationException($"The Kafka mock answers '{answer}' to '{command}'.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
