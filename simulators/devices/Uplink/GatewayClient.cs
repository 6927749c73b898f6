using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Uplink;

/// <summary>The public API as a device knows it: one method a request, no retry. See <see cref="PacketUplink"/> for sending that does not give up.</summary>
/// <param name="http">Its base address is the gateway.</param>
/// <param name="time">Turns a <c>Retry-After</c> date into a pause.</param>
public sealed class GatewayClient(HttpClient http, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly MediaTypeHeaderValue NewlineDelimited = new("application/x-ndjson");

    /// <summary>Registers a patient, or updates the profile.</summary>
    /// <exception cref="GatewayUnavailableException">Nobody answered, or not now: try again.</exception>
    /// <exception cref="GatewayRefusedException">The profile was refused: correct it.</exception>
    public async Task Register(TwinId twin, PatientProfile profile, CancellationToken cancellation)
    {
        using var response = await Send(HttpMethod.Put, $"/v1/twins/{twin}", JsonContent.Create(profile, options: Json), cancellation);
        await Demand(response, cancellation);
    }

    /// <summary>Sends packets in order in one request. An answer is null where the connection broke before it came.</summary>
    /// <exception cref="GatewayUnavailableException">Nobody answered, or not now: try again.</exception>
    /// <exception cref="GatewayRefusedException">The request as a whole was refused.</exception>
    public async Task<PacketAnswer?[]> Post(IReadOnlyList<OutgoingPacket> packets, CancellationToken cancellation)
    {
        var content = new ByteArrayContent(PacketWriter.Lines(packets));
        content.Headers.ContentType = NewlineDelimited;
        using var response = await Send(HttpMethod.Post, "/v1/vitals", content, cancellation);
        await Demand(response, cancellation);
        return await ReadAnswers(response, packets.Count, cancellation);
    }

    /// <summary>How many samples of a code the history knows.</summary>
    /// <param name="code">Code or slug of the signal.</param>
    /// <exception cref="GatewayUnavailableException">Nobody answered, or not now: try again.</exception>
    /// <exception cref="GatewayRefusedException">Unknown twin or code.</exception>
    public async Task<HistoryTotals> Totals(TwinId twin, string code, CancellationToken cancellation)
    {
        // A narrow window: the totals are of everything known, the points are not wanted.
        var path = $"/v1/twins/{twin}/vitals?code={Uri.EscapeDataString(code)}&from=1900-01-01T00:00:00Z&to=1900-01-01T00:00:01Z";
        using var response = await Send(HttpMethod.Get, path, null, cancellation);
        await Demand(response, cancellation);
        return await response.Content.ReadFromJsonAsync<HistoryTotals>(Json, cancellation)
            ?? throw new GatewayRefusedException($"GET {path} answered null instead of a history.");
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception error) when (IsConnectionLoss(error, cancellation))
        {
            throw new GatewayUnavailableException($"{http.BaseAddress} does not answer: {error.Message}", retryAfter: null, error);
        }
    }

    private async Task Demand(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode) return;
        var reason = await Reason(response, cancellation);
        if ((int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            throw new GatewayUnavailableException(reason, RetryAfter(response));
        throw new GatewayRefusedException(reason);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } date } => date - time.GetUtcNow() is var pause && pause > TimeSpan.Zero ? pause : TimeSpan.Zero,
        _ => null,
    };

    private static async Task<PacketAnswer?[]> ReadAnswers(HttpResponseMessage response, int count, CancellationToken cancellation)
    {
        var answers = new PacketAnswer?[count];
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                if (line.Length == 0) continue;
                var answer = JsonSerializer.Deserialize<AnswerLine>(line, Json)!;
                if (answer.Line >= 1 && answer.Line <= count) answers[answer.Line - 1] = answer.ToAnswer();
            }
        }
        catch (Exception error) when (error is JsonException || IsConnectionLoss(error, cancellation))
        {
            // Cut off in the middle: what was answered counts, the rest is unknown and will be repeated.
            return answers;
        }
        return answers;
    }

    private static async Task<string> Reason(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: {(int)response.StatusCode} {response.ReasonPhrase}. {text}".TrimEnd();
    }

    private static bool IsConnectionLoss(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException || error is OperationCanceledException && !cancellation.IsCancellationRequested;

    /// <summary>One line of the gateway's answer; <c>line</c> counts from 1.</summary>
    private sealed record AnswerLine(int Line, int Status, AnswerPosition? Position, IReadOnlyList<FlaggedSample>? Flagged, AnswerProblem? Problem)
    {
        public PacketAnswer ToAnswer() => new(Status, Position?.Partition, Position?.Offset, Flagged ?? [], Problem?.InWords);
    }

    private sealed record AnswerPosition(int Partition, long Offset);

    /// <summary>Problem details (RFC 9457) with the fields that were wrong.</summary>
    private sealed record AnswerProblem(string? Title, string? Detail, IReadOnlyList<AnswerFault>? Errors)
    {
        public string InWords => Errors is { Count: > 0 } ? string.Join("; ", Errors.Select(fault => $"{fault.Field} {fault.Reason}")) : Detail ?? Title ?? "no reason given";
    }

    private sealed record AnswerFault(string Field, string Reason);
}

/// <param name="Total">Samples known, flagged ones included.</param>
/// <param name="Flagged">Of these, kept but not believed.</param>
public sealed record HistoryTotals(long Total, long Flagged);
