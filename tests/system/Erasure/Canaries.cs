using System.Text;

namespace TwinGrid.SystemTests.Erasure;

/// <summary>Words and numbers that nobody but one patient has, and the search for them in bytes: as text, as the bits of a number, and as hexadecimal digits or Base64 of both.</summary>
internal static class Canaries
{
    public const string Device = "Kanarienvogel-Uhr-4711", Note = "Mrs Kanarienvogel phoned back", Person = "nurse-kanarienvogel", Actor = "kanarienvogel-daughter";

    public const double HeartRate = 171.2731, Glucose = 41.3179, HeightCm = 163.7351;

    private static readonly (string Name, byte[] Bytes)[] All = [.. Forms()];

    /// <summary>The canaries that are found in some bytes.</summary>
    public static IEnumerable<string> In(ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        foreach (var (name, form) in All)
            if (bytes.IndexOf(form) >= 0) found.Add(name);
        return found;
    }

    /// <summary>The canaries that are found in the files of a folder, with the file.</summary>
    public static IReadOnlyList<string> Under(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).SelectMany(file => In(Contents(file)).Select(canary => $"{canary} in {Path.GetRelativePath(folder, file)}"))];

    private static byte[] Contents(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return []; // gone meanwhile
        }
        catch (IOException) when (new FileInfo(file).Length == 0)
        {
            return []; // a lock, and nothing in it
        }
    }

    private static IEnumerable<(string, byte[])> Forms()
    {
        foreach (var text in (string[])["anarienvogel", "171.2731", "41.3179", "163.7351"])
        {
            yield return (text, Encoding.UTF8.GetBytes(text));
            yield return ($"{text} (UTF-16)", Encoding.Unicode.GetBytes(text));
            yield return ($"{text} (hex)", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))));
            for (var shift = 0; shift < 3; shift++)
                yield return ($"{text} (Base64)", Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + text))[4..^4]));
        }
        foreach (var number in (double[])[HeartRate, Glucose, HeightCm])
        {
            var bits = BitConverter.GetBytes(number);
            yield return ($"{number} (bits)", bits);
            yield return ($"{number} (bits, big end first)", [.. bits.Reverse()]);
            yield return ($"{number} (bits, hex)", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bits)));
        }
    }
}
