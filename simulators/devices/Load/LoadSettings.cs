namespace TwinGrid.Devices.Load;

/// <summary>What a load run was asked for.</summary>
/// <param name="Twins">How many simulated twins send.</param>
/// <param name="PacketsPerSecond">Of all twins together; null for as many as the gateway takes.</param>
/// <param name="Length">How long.</param>
/// <param name="Senders">How many requests are under way at once.</param>
/// <param name="Ledger">File for what was acknowledged; null for none.</param>
/// <param name="Seed">Decides which twins; the same seed loads the same ones.</param>
public sealed record LoadSettings(Uri Gateway, int Twins, double? PacketsPerSecond, TimeSpan Length, int Senders, string? Ledger, long Seed);
