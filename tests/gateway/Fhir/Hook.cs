using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>An endpoint of somebody else, on a free port of this machine.</summary>
internal sealed class Hook : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Hook()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Told.Enqueue(new Call(context.Request.Method, context.Request.Path, context.Request.Headers["X-Key"].ToString(), context.Request.ContentType, await reader.ReadToEndAsync()));
            context.Response.StatusCode = Answer;
            if (Answer == StatusCodes.Status302Found) context.Response.Headers.Location = $"{Address}elsewhere";
        });
    }

    /// <summary>What it was told, in order.</summary>
    public ConcurrentQueue<Call> Told { get; } = new();

    /// <summary>What it answers.</summary>
    public int Answer { get; set; } = 200;

    public string Address => $"{_app.Urls.Single()}/hook/";

    public static async Task<Hook> Start()
    {
        var hook = new Hook();
        await hook._app.StartAsync();
        return hook;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public sealed record Call(string Method, string Path, string Key, string? Type, string Body);
}
