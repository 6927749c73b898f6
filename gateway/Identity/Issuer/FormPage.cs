using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>A page with one form, without scripts: signing in, and letting a program in.</summary>
internal sealed class FormPage(string title, string action) : IResult
{
    private readonly StringBuilder _inside = new();

    public int Status { get; init; } = StatusCodes.Status200OK;

    public FormPage Says(string text) => Add($"<p>{Encoded(text)}</p>");

    public FormPage Warns(string text) => Add($"<p class=\"notice notice-warn\" role=\"alert\">{Encoded(text)}</p>");

    public FormPage Lists(IEnumerable<string> lines) => Add($"<ul>{string.Concat(lines.Select(line => $"<li><code>{Encoded(line)}</code></li>"))}</ul>");

    public FormPage Carries(string name, string value) => Add($"<input type=\"hidden\" name=\"{Encoded(name)}\" value=\"{Encoded(value)}\">");

    public FormPage Asks(string name, string label, string type, string autocomplete) =>
        Add($"<p><label>{Encoded(label)}<br><input name=\"{Encoded(name)}\" type=\"{type}\" autocomplete=\"{autocomplete}\" required></label></p>");

    public FormPage Offers(string label, string? name = null, string? value = null) =>
        Add($"<p><button type=\"submit\"{(name is null ? "" : $" name=\"{Encoded(name)}\" value=\"{Encoded(value!)}\"")}>{Encoded(label)}</button></p>");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var token = httpContext.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(httpContext);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Encoded(title)} · TwinGrid</title>
            <link rel="icon" type="image/svg+xml" href="/pages/twingrid.svg"><link rel="stylesheet" href="/pages/pages.css"></head>
            <body><main class="not-found"><h1>{Encoded(title)}</h1><form method="post" action="{Encoded(action)}">
            <input type="hidden" name="{Encoded(token.FormFieldName)}" value="{Encoded(token.RequestToken!)}">{_inside}</form></main></body></html>
            """, httpContext.RequestAborted);
    }

    private FormPage Add(string html)
    {
        _inside.Append(html);
        return this;
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
