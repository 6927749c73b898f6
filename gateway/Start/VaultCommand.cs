using System.CommandLine;
using TwinGrid.Silo;
using TwinGrid.Vault;
using TwinGrid.Vault.Keys;

namespace TwinGrid.Gateway.Start;

/// <summary><c>vault</c>: keys of the identity vault. Works beside running gateways.</summary>
public static class VaultCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "Folder of the embedded files.", HelpName = "folder" };
    private static readonly Argument<FileInfo> KeyFile = new("file") { Description = "File to make." };

    public static Command Make()
    {
        var make = new Command("new-key", "Make a file with a fresh key that its user alone can read.") { KeyFile };
        make.SetAction((given, _) => Told(() =>
        {
            var file = given.GetRequiredValue(KeyFile);
            if (file.Exists) throw new VaultException($"{file.FullName} is there already; a key is never replaced.");
            KeyFiles.Make(file.FullName);
            return Task.CompletedTask;
        }));
        var rotate = new Command("rotate", "Seal everything anew with the key that is set, from the one before. Stopped, it goes on where it ended. Takes the settings of the gateway.") { Data };
        rotate.TreatUnmatchedTokensAsErrors = false; // settings
        rotate.SetAction((given, stop) => Told(() => Rotate(given, stop)));
        return new Command("vault", "Keys of the identity vault.") { make, rotate };
    }

    private static async Task Rotate(ParseResult given, CancellationToken stop)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. given.UnmatchedTokens, .. given.GetValue(Data) is { } data ? new[] { $"--TwinGrid:Data={data}" } : []]).Build();
        var services = new ServiceCollection().AddLogging().AddIdentityVault(VaultSetup.Options(settings, GridOptions.From(settings)) with { MayMakeKey = false });
        await using var provider = services.BuildServiceProvider();
        var done = await provider.GetRequiredService<VaultRotation>().Run(new Counter(), stop);
        Console.WriteLine($"{done} rows were sealed anew; none is left under the key before, which may be destroyed once every gateway runs without it.");
    }

    private static async Task<int> Told(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception error) when (error is VaultException or SettingException or Identity.IdentityException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private sealed class Counter : IProgress<long>
    {
        private const int Every = 10_000;

        public void Report(long value)
        {
            if (value % Every < 200) Console.WriteLine($"{value} rows");
        }
    }
}
