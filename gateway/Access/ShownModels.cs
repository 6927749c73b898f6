namespace TwinGrid.Gateway.Access;

/// <summary>Versions of the models behind what a request shows, for its entry in the audit trail: whoever was informed by a model can be found when it turns out to err.</summary>
internal sealed class ShownModels
{
    private readonly SortedSet<string> _versions = new(StringComparer.Ordinal);

    /// <summary>A handler shows something that this model said.</summary>
    public static void Note(HttpContext context, string? version)
    {
        if (string.IsNullOrEmpty(version)) return;
        if (context.Features.Get<ShownModels>() is not { } shown) context.Features.Set(shown = new ShownModels());
        shown._versions.Add(version);
    }

    /// <summary>What the request's handler has noted.</summary>
    public static IReadOnlyList<string> Of(HttpContext context) => context.Features.Get<ShownModels>() is { } shown ? [.. shown._versions] : [];
}
