using System.Collections.Concurrent;

namespace TwinGrid.Gateway.Tests.Events;

/// <summary>A client of server-sent events.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource _leave = new();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;

    private Listener(HttpClient http, string path, string? lastEventId, string? token) => _listening = Listen(http, path, lastEventId, token);

    public ConcurrentQueue<(string Type, string Id, string Data)> Events { get; } = new();

    public ConcurrentQueue<string> Comments { get; } = new();

    public bool IsOver => _listening.IsCompleted;

    /// <summary>Completes when the stream is over.</summary>
    public Task Ended => _listening.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    /// <summary>The newest id; what a browser would come back with.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>Listens, and returns once the gateway has said from which place on.</summary>
    public static async Task<Listener> At(HttpClient http, string path = "/v1/events", string? lastEventId = null, string? token = null)
    {
        var listener = new Listener(http, path, lastEventId, token);
        await Task.WhenAny(listener._heard.Task, listener._listening).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        if (listener._listening.IsFaulted) await listener._listening;
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        await Task.WhenAny(_listening);
        _leave.Dispose();
    }

    private async Task Listen(HttpClient http, string path, string? lastEventId, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        if (token is not null) request.Headers.Add("Authorization", $"Bearer {token}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _leave.Token);
        response.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_leave.Token));
        var (type, data) = ("", "");
        while (await reader.ReadLineAsync(_leave.Token) is { } line)
        {
            if (line.StartsWith(':')) Comments.Enqueue(line);
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) LastEventId = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.Length == 0)
            {
                if (data.Length > 0) Events.Enqueue((type, LastEventId!, data));
                (type, data) = ("", "");
                _heard.TrySetResult();
            }
        }
    }
}
