namespace TwinGrid.Testbed.Processes;

/// <summary>A command of the gateway's that does its work and ends: <c>keys reseal</c>.</summary>
public sealed class GatewayCommand(params IEnumerable<string> arguments) : GridProcess("gateway", "TwinGrid.Gateway", arguments);
