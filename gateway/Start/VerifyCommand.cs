using System.CommandLine;
using TwinGrid.Devices.Uplink;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Twins;

namespace TwinGrid.Gateway.Start;

/// <summary><c>verify</c>: has a running gateway rebuild twins from the log alone and compare them with the living ones.</summary>
public static class VerifyCommand
{
    private const string UsualGateway = "http://localhost:5080";

    public static Command Make()
    {
        var twin = new Option<string?>("--twin") { Description = "Only this twin.", HelpName = "id" };
        var gateway = new Option<Uri>("--gateway")
        {
            Description = "The running gateway.",
            HelpName = "url",
            DefaultValueFactory = _ => new Uri(UsualGateway),
            CustomParser = given =>
            {
                if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address)) return address;
                given.AddError($"--gateway {given.Tokens[0].Value}: give an address such as {UsualGateway}.");
                return null;
            },
        };
        var command = new Command("verify", "Rebuild twins from the log alone, in a running grid, and compare them with the living ones, byte for byte. Exit code 1: some differ.") { twin, gateway };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(gateway)!, parsed.GetValue(twin), stop));
        return command;
    }

    private static async Task<int> Run(Uri gateway, string? twin, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = gateway, Timeout = Timeout.InfiniteTimeSpan }.ShowingToken();
        try
        {
            using var answer = await client.PostAsync(twin is null ? "/v1/verifications" : $"/v1/verifications?twin={Uri.EscapeDataString(twin)}", null, stop);
            if (!answer.IsSuccessStatusCode)
            {
                await Console.Error.WriteLineAsync(await answer.Content.ReadAsStringAsync(stop));
                return 2;
            }
            var found = (await answer.Content.ReadFromJsonAsync<VerificationView>(ApiJson.Options, stop))!;
            foreach (var id in found.NotFromLog) Console.WriteLine($"{id}: an earlier version kept its beginnings beside the log; not compared");
            foreach (var one in found.Differing) Console.WriteLine($"{one.TwinId} differs in {one.Part}: lives as '{one.Living}', is rebuilt as '{one.Rebuilt}'");
            Console.WriteLine($"{found.Equal} twins are equal to what the log alone makes of them, {found.Differing.Select(one => one.TwinId).Distinct(StringComparer.Ordinal).Count()} are not.");
            return found.Differing.Count == 0 ? 0 : 1;
        }
        catch (HttpRequestException error)
        {
            await Console.Error.WriteLineAsync($"{gateway} does not answer: {error.Message}");
            return 2;
        }
    }
}
