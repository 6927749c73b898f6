namespace TwinGrid.Vitals;

/// <summary>Values of coded signals, as they are written in packets and kept as numbers.</summary>
public static class CodedValues
{
    /// <summary>The ACVPU scale of the Royal College of Physicians' NEWS2: Alert, new Confusion, Voice, Pain, Unresponsive.</summary>
    public const string AcvpuLetters = "ACVPU";

    /// <summary>The number an ACVPU letter is kept as (its place in <see cref="AcvpuLetters"/>); null when it is none.</summary>
    public static int? AcvpuNumber(string letter) =>
        letter.Length == 1 && AcvpuLetters.IndexOf(letter[0], StringComparison.OrdinalIgnoreCase) is >= 0 and var number ? number : null;

    /// <summary>How a value of a coded signal is written to people.</summary>
    public static string Letter(Signal signal, double value) =>
        signal == Signal.Consciousness && value is >= 0 and <= 4 ? AcvpuLetters[(int)value].ToString() : value.ToString("0.###");
}
