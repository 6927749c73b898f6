using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TwinGrid.Devices.Demo;

/// <summary>What a demonstration ward is made of.</summary>
public sealed record DemoOptions
{
    /// <summary>Where the grid's public API is.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>Remembers the people, their episodes and how far they were streamed; made when absent.</summary>
    public required string StateFile { get; init; }

    /// <summary>How many people. More than the state file knows are added; never fewer than it knows.</summary>
    public int People { get; init; } = 50;

    /// <summary>Decides who the people are. A state file keeps the seed it was made with.</summary>
    public long Seed { get; init; } = 2026;

    /// <summary>How much of the past is sent before going live.</summary>
    public TimeSpan Backfill { get; init; } = TimeSpan.FromHours(4);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Replaces the network in tests.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
