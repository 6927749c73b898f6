using System.Collections.Concurrent;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Slows down whoever guesses passwords: after five wrong ones a name rests, after twenty an address. Safe for concurrent use.</summary>
internal sealed class SignInBrake(TimeProvider time)
{
    private const int MostPerName = 5, MostPerAddress = 20, Most = 100_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>Whether nobody is heard now under this name or from this address.</summary>
    public bool Rests(string name, string? address) => Count($"n{name}") >= MostPerName || Count($"a{address}") >= MostPerAddress;

    public void Failed(string name, string? address)
    {
        if (_failures.Count >= Most) _failures.Clear();
        foreach (var key in (string[])[$"n{name}", $"a{address}"])
            _failures.AddOrUpdate(key, _ => new Failures(1, time.GetUtcNow()), (_, known) => IsOver(known) ? new Failures(1, time.GetUtcNow()) : known with { Count = known.Count + 1 });
    }

    private int Count(string key) => _failures.TryGetValue(key, out var known) && !IsOver(known) ? known.Count : 0;

    private bool IsOver(Failures failures) => time.GetUtcNow() - failures.Since >= Rest;

    private sealed record Failures(int Count, DateTimeOffset Since);
}
