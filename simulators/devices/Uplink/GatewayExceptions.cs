namespace TwinGrid.Devices.Uplink;

/// <summary>The gateway did not answer, or asked to come back later. The sender tries again.</summary>
public sealed class GatewayUnavailableException(string message, TimeSpan? retryAfter, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the gateway asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The gateway refused the request for good. Who sends must correct it.</summary>
public sealed class GatewayRefusedException(string message) : Exception(message);
