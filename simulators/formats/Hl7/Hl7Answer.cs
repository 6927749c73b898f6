using System.Globalization;
using System.Text;

namespace TwinGrid.Formats.Hl7;

/// <summary>Acknowledges a message (ACK): accepted, an error of its content, or rejected unread.</summary>
public static class Hl7Answer
{
    /// <summary>The answer's bytes.</summary>
    /// <param name="to">What is answered; null where it could not even be read.</param>
    /// <param name="code">AA, AE or AR.</param>
    /// <param name="text">For people; no patient's data.</param>
    /// <param name="place">Segment and field that is wrong, such as <c>OBX[3]-5</c>; null where nothing is.</param>
    /// <param name="at">Now.</param>
    /// <param name="id">This answer's own number.</param>
    public static byte[] Of(Hl7Message? to, string code, string text, string? place, DateTimeOffset at, string id)
    {
        var time = at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+0000";
        var header = to?.Header;
        string From(int field) => Escaped(header?.Text(field) ?? "");
        var answer = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"MSH|^~\\&|{(From(5) is { Length: > 0 } own ? own : "TwinGrid")}|{From(6)}|{From(3)}|{From(4)}|{time}||ACK{(to is null ? "" : $"^{Escaped(to.Trigger)}^ACK")}|{id}|{(From(11) is { Length: > 0 } processing ? processing : "P")}|{(From(12) is { Length: > 0 } version ? version : "2.5.1")}||||||UNICODE UTF-8\r")
            .Append(CultureInfo.InvariantCulture, $"MSA|{code}|{Escaped(to?.ControlId ?? "")}|{Escaped(text)}\r");
        if (place is not null) answer.Append(CultureInfo.InvariantCulture, $"ERR||{Location(place)}|{(code == "AR" ? "200^Unsupported message type^HL70357" : "102^Data type error^HL70357")}|E||||{Escaped($"{place}: {text}")}\r");
        return Encoding.UTF8.GetBytes(answer.ToString());
    }

    /// <summary><c>OBX[3]-5</c> as ERR-2 has it: segment, which of that name, field.</summary>
    private static string Location(string place)
    {
        var (open, close, dash) = (place.IndexOf('[', StringComparison.Ordinal), place.IndexOf(']', StringComparison.Ordinal), place.LastIndexOf('-'));
        return open == 3 && close > open && dash > close ? $"{place[..3]}^{place[(open + 1)..close]}^{place[(dash + 1)..]}" : place.Length >= 3 && place[..3].All(char.IsAsciiLetterUpper) ? place[..3] : "";
    }

    private static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '|' => "\\F\\", '^' => "\\S\\", '&' => "\\T\\", '~' => "\\R\\", '\\' => "\\E\\", '\r' or '\n' => " ", _ => letter.ToString(),
    }));
}
