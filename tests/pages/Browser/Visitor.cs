using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>Somebody who looks at the pages, and everything the browser complained of or asked elsewhere for meanwhile.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Visitor(IBrowserContext context, IPage page, string origin)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"script: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) _complaints.Enqueue($"{response.Status}: {response.Url}");
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) _complaints.Enqueue($"elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>What went wrong in the browser, or left this gateway.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Find(string testId) => Page.GetByTestId(testId);

    public ILocator Row(string twin) => Page.Locator($"[data-testid=row][data-twin='{twin}']");

    /// <summary>Opens a page and waits until it answers to the visitor.</summary>
    public async Task Open(string path)
    {
        await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await Page.Locator("html[data-live]").WaitForAsync();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
