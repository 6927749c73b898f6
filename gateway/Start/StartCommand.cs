using System.CommandLine;

namespace TwinGrid.Gateway.Start;

/// <summary>What the gateway was started with.</summary>
/// <param name="DemoPeople">Simulated people to run; null without a demo.</param>
/// <param name="Data">Folder of the embedded files; null for the configured one.</param>
/// <param name="Urls">Addresses to serve; null for the configured ones.</param>
/// <param name="Settings">Further settings, as <c>--TwinGrid:Partitions=4</c>.</param>
public sealed record StartCommand(int? DemoPeople, string? Data, string? Urls, IReadOnlyList<string> Settings)
{
    private const int PeopleByDefault = 50;
    private const int PeopleAtMost = 5000;

    /// <summary>Reads the command line, prints help or what is wrong with it where there is nothing to start, and otherwise starts.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> Run(string[] args, Func<StartCommand, Task<int>> start)
    {
        var demo = new Option<int?>("--demo")
        {
            Description = $"Create simulated people who wear simulated devices ({PeopleByDefault} unless a number is given).",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "people",
        };
        demo.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var people) && people is < 1 or > PeopleAtMost)
                result.AddError($"--demo {result.Tokens[0].Value}: give a number of people from 1 to {PeopleAtMost}.");
        });
        var data = new Option<string?>("--data") { Description = "Folder where the embedded log and states lie.", HelpName = "folder" };
        var urls = new Option<string?>("--urls") { Description = "Addresses to serve; loopback only without an issuer of identities.", HelpName = "url;url" };
        var command = new RootCommand("The TwinGrid gateway: HTTP, events and pages before a grid of patient twins. Unless told otherwise it hosts the grid in its own process.")
        {
            demo, data, urls, VerifyCommand.Make(), IdentityCommand.Make(), VaultCommand.Make(), KeysCommand.Make(),
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => start(new StartCommand(
            parsed.GetResult(demo) is null ? null : parsed.GetValue(demo) ?? PeopleByDefault,
            parsed.GetValue(data), parsed.GetValue(urls), parsed.UnmatchedTokens)));
        var given = command.Parse(args);
        if (given.UnmatchedTokens.FirstOrDefault(token => !IsSetting(token)) is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' is not understood. Settings are written --TwinGrid:Name=value; see --help.");
            return Task.FromResult(2);
        }
        return given.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }); // the host answers Ctrl-C
    }

    /// <summary>The command line as configuration understands it.</summary>
    public string[] AsConfiguration() =>
    [
        .. DemoPeople is null ? [] : new[] { "--TwinGrid:Dashboard=true" },
        .. Settings,
        .. Data is null ? [] : new[] { $"--TwinGrid:Data={Data}" },
        .. Urls is null ? [] : new[] { $"--urls={Urls}" },
    ];

    private static bool IsSetting(string token) => token.StartsWith("--", StringComparison.Ordinal) && token.Contains(':') && token.Contains('=');
}
