using System.CommandLine;

namespace TwinGrid.Devices.Uplink;

/// <summary>The option all commands share.</summary>
public static class GatewayOption
{
    public static Option<Uri> Make() => new("--gateway")
    {
        Description = "Address of the gateway.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
    };
}
