using System.CommandLine;
using TwinGrid.Keys;
using TwinGrid.Silo;

namespace TwinGrid.Gateway.Start;

/// <summary><c>keys</c>: the keys of the patients. Works beside a running cluster; an embedded grid is stopped first.</summary>
public static class KeysCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "Folder of the embedded files.", HelpName = "folder" };

    public static Command Make()
    {
        var reseal = new Command("reseal", "Seal the key of every patient anew with the secret that is set; those that seal them now are given by TwinGrid:Keys:FormerSecretsFile. Stopped, it goes on where it ended. Takes the settings of the gateway.") { Data };
        reseal.TreatUnmatchedTokensAsErrors = false; // settings
        reseal.SetAction(Reseal);
        return new Command("keys", "The keys of the patients, which seal all that is stored of them.") { reseal };
    }

    private static async Task<int> Reseal(ParseResult given, CancellationToken stop)
    {
        try
        {
            var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. given.UnmatchedTokens, .. given.GetValue(Data) is { } data ? new[] { $"--TwinGrid:Data={data}" } : []]).Build();
            var grid = GridOptions.From(settings);
            using var folder = grid.Cluster == ClusterKind.Embedded ? DataFolder.Hold(grid.Data) : null;
            await using var keys = new PatientKeys(GridData.KeysOf(grid), TimeProvider.System);
            await keys.Open(stop);
            Console.WriteLine($"{await keys.Reseal(stop)} keys were sealed anew; none is left under another secret than the one that is set.");
            return 0;
        }
        catch (Exception error) when (error is KeysException or SettingException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }
}
