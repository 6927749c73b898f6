using System.Security.Cryptography;
using System.Text;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>Names the people of a recording: a keyed hash of file name and subject, so the same replay reaches the same twins and nobody reads a subject from a twin's id.</summary>
/// <param name="salt">The key. Other salts give other twins.</param>
public sealed class Pseudonyms(string salt)
{
    public TwinId Of(string file, string subject) =>
        TwinId.Parse(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes($"{file}\n{subject}")).AsSpan(0, 16)));
}
