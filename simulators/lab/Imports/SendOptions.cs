using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Imports;

/// <summary><c>--to</c> and <c>--twin</c>: a file that was found right is sent into a running grid, and what became of it there is told.</summary>
internal sealed class SendOptions(Workbench bench)
{
    /// <summary>The access token comes from the environment, never from the command line, which others can read.</summary>
    private const string TokenVariable = "TWINGRID_TOKEN";

    private readonly Option<Uri?> _to = new("--to")
    {
        Description = $"Address of a gateway that takes the file too; an access token in {TokenVariable}.", HelpName = "url",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https" }) return address;
            result.AddError($"--to is '{text}', but must be an address such as http://127.0.0.1:5080.");
            return null;
        },
    };

    private readonly Option<string?> _twin = new("--twin") { Description = "With --to: whose file it is, where it does not say so itself.", HelpName = "pseudonym" };

    public void AddTo(Command command)
    {
        command.Options.Add(_to);
        command.Options.Add(_twin);
    }

    /// <summary>Sends the file, if that was asked for.</summary>
    /// <exception cref="RefusedInputException">The gateway cannot be reached, or does not take it.</exception>
    public void Send(ParseResult parsed, string file)
    {
        if (parsed.GetValue(_to) is not { } to) return;
        var address = new Uri(to, $"/v1/imports{(parsed.GetValue(_twin) is { Length: > 0 } twin ? $"?twin={Uri.EscapeDataString(twin)}" : "")}");
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            bench.LongWork("Sending", FileContent.Parts, step =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FileContent(file, step) };
                using var answer = http.Send(request);
                using var body = JsonDocument.Parse(answer.Content.ReadAsStream());
                if (answer.IsSuccessStatusCode) Tell(body.RootElement);
                else throw new RefusedInputException($"The gateway does not take '{file}' ({(int)answer.StatusCode}): {Text(body.RootElement, "detail")}");
            });
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw new RefusedInputException($"{to} does not answer as a gateway does: {error.Message}", error);
        }
    }

    private void Tell(JsonElement report)
    {
        var twins = string.Join(", ", report.GetProperty("twins").EnumerateArray().Select(twin => twin.GetString()));
        bench.Note(string.Create(CultureInfo.InvariantCulture, $"Sent as {Text(report, "format")}: {report.GetProperty("taken").GetInt32()} taken, {report.GetProperty("unchanged").GetInt32()} of them there already; twins: {(twins.Length > 0 ? twins : "none that may be seen")}."));
        foreach (var (title, name) in ((string, string)[])[("taken", "kinds"), ("flagged", "flagged"), ("read otherwise", "understood"), ("left out", "leftOut")])
            foreach (var one in report.GetProperty(name).EnumerateArray()) bench.Note(string.Create(CultureInfo.InvariantCulture, $"  {title}: {one.GetProperty("count").GetInt32()} × {Text(one, "what")}"));
        foreach (var note in report.GetProperty("notes").EnumerateArray()) bench.Note($"  {note.GetString()}");
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
