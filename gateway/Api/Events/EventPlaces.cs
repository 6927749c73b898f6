using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using TwinGrid.Gateway.Access;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>
/// Places in the events as listeners carry them. A place counts the events of everybody, so it is sealed for whoever may not see everybody; any gateway with the
/// same keys opens it.
/// </summary>
internal sealed class EventPlaces(IDataProtectionProvider? protection = null)
{
    private readonly IDataProtector? _protector = protection?.CreateProtector("TwinGrid.EventPlaces");

    public string Close(EventMark?[] places, Sight sight)
    {
        var text = EventMarks.Format(places);
        return sight.SeesEverything ? text : WebEncoders.Base64UrlEncode(Protector.Protect(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>The places; null where they cannot be read here.</summary>
    public EventMark?[]? Open(string text, int desks, Sight sight)
    {
        if (sight.SeesEverything) return EventMarks.Parse(text, desks);
        try
        {
            return EventMarks.Parse(Encoding.ASCII.GetString(Protector.Unprotect(WebEncoders.Base64UrlDecode(text))), desks);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null; // not ours, or of keys that are gone
        }
    }

    private IDataProtector Protector => _protector ?? throw new InvalidOperationException("There are no keys to seal places with.");
}
