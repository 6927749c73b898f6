using TwinGrid.Keys;

namespace TwinGrid.VitalsLog.Tests;

/// <summary>
/// A process of its own that appends without end and writes a line for each acknowledgement, and one for each refusal, to be killed by
/// <see cref="A_process_is_killed_while_it_appends"/> and starved by <see cref="The_disk_is_full_under_the_embedded_log"/>.
/// </summary>
internal static class AppendingProcess
{
    /// <summary>How the line of a refusal begins.</summary>
    public const string Refused = "refused: ";

    private const int Senders = 40;

    public static async Task Main(string[] arguments)
    {
        await using var keys = new PatientKeys(new KeyOptions { Folder = arguments[0] }, TimeProvider.System);
        await using var log = VitalsLogRegistration.Make(new VitalsLogOptions { Data = arguments[0], Partitions = 4 }, keys, TimeProvider.System);
        await log.Open(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Send(log, sender, long.Parse(arguments[1]))));
    }

    private static async Task Send(IVitalsLog log, int sender, long sequence)
    {
        while (true)
        {
            try
            {
                var position = await log.Append(Packets.Of($"twin-{sender}", ++sequence), CancellationToken.None);
                Console.WriteLine($"{position.Partition} {position.Offset} {sender} {sequence}.");
            }
            catch (VitalsLogException refusal)
            {
                Console.WriteLine($"{Refused}{refusal.Message}");
            }
        }
    }
}
