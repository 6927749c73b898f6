using TwinGrid.Access;

namespace TwinGrid.Gateway.Access;

/// <summary>Who asks, for handlers of routes: the gate has let him in.</summary>
internal static class Callers
{
    /// <summary>The caller whom the gate let in.</summary>
    /// <exception cref="InvalidOperationException">The gate was not passed: a fault of the gateway, and nothing is answered.</exception>
    public static Caller Of(HttpContext context) => Sight.Of(context).Caller;
}
