using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>
/// A glance written out as <see cref="TwinView"/>, with the places of what depends on when it is asked for: <c>asOf</c>, and the age of each latest value. Only these are
/// written anew for whoever asks later. Safe for concurrent use.
/// </summary>
internal sealed class RenderedTwin
{
    /// <summary>Room for an instant in quotes, or for a number.</summary>
    private const int LongestPlace = 32;

    private readonly byte[] _json;
    private readonly List<Range> _places = [];

    public RenderedTwin(TwinGlance glance, DateTimeOffset now)
    {
        Glance = glance;
        _json = JsonSerializer.SerializeToUtf8Bytes(TwinView.Of(glance, now), ApiJson.Options);
        FindPlaces();
    }

    public TwinGlance Glance { get; }

    /// <summary>Bytes that suffice for <see cref="Write"/>.</summary>
    public int Longest => _json.Length + _places.Count * LongestPlace;

    /// <summary>Writes the twin as of a time.</summary>
    /// <param name="to">Room for <see cref="Longest"/> bytes.</param>
    /// <returns>How many were written.</returns>
    public int Write(Span<byte> to, DateTimeOffset now)
    {
        var (from, written) = (0, 0);
        for (var i = 0; i < _places.Count; i++)
        {
            var (start, length) = _places[i].GetOffsetAndLength(_json.Length);
            _json.AsSpan(from..start).CopyTo(to[written..]);
            written += start - from;
            written += i == 0 ? WriteInstant(to[written..], now) : WriteNumber(to[written..], LatestView.AgeOf(Glance.Latest[i - 1], now));
            from = start + length;
        }
        _json.AsSpan(from).CopyTo(to[written..]);
        return written + _json.Length - from;
    }

    /// <summary>The place of <c>asOf</c>, then those of the ages in the order of the latest values.</summary>
    private void FindPlaces()
    {
        var reader = new Utf8JsonReader(_json);
        var isLatest = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1) isLatest = reader.ValueTextEquals("latest"u8);
            if (!(reader.CurrentDepth == 1 && reader.ValueTextEquals("asOf"u8)) && !(isLatest && reader.ValueTextEquals("ageSeconds"u8))) continue;
            reader.Read();
            _places.Add((int)reader.TokenStartIndex..(int)reader.BytesConsumed);
        }
    }

    private static int WriteInstant(Span<byte> to, DateTimeOffset instant)
    {
        var length = Encoding.ASCII.GetBytes(Instants.Format(instant), to[1..]);
        (to[0], to[length + 1]) = ((byte)'"', (byte)'"');
        return length + 2;
    }

    private static int WriteNumber(Span<byte> to, double number) =>
        Utf8Formatter.TryFormat(number, to, out var length) ? length : throw new ArgumentException("There is no room for the number.", nameof(to));
}

/// <summary>Answers 200 with a twin that was written out.</summary>
internal sealed class TwinAnswer(RenderedTwin twin, DateTimeOffset now) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, room) = (httpContext.Response, ArrayPool<byte>.Shared.Rent(twin.Longest));
        try
        {
            var length = twin.Write(room, now);
            (response.ContentType, response.ContentLength) = ("application/json; charset=utf-8", length);
            await response.BodyWriter.WriteAsync(room.AsMemory(0, length), httpContext.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }
}
