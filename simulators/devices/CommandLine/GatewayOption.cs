using System.CommandLine;
using System.CommandLine.Parsing;

namespace TwinGrid.Devices.CommandLine;

/// <summary>The option all commands share: where the gateway is.</summary>
internal static class GatewayOption
{
    public static Option<Uri> Make() => new("--gateway")
    {
        Description = "Address of the gateway.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = Parse,
    };

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https" }) return address;
        result.AddError($"--gateway is '{text}', but must be an address such as http://127.0.0.1:5080.");
        return null;
    }
}
