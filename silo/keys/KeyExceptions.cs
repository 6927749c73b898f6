using TwinGrid.Patients;

namespace TwinGrid.Keys;

/// <summary>The keys of the patients cannot be used; the message says why and what to do.</summary>
public class KeysException : Exception
{
    public KeysException() { }
    public KeysException(string message) : base(message) { }
    public KeysException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The patient was erased: the key is destroyed, and nothing is kept under the pseudonym any more. Nothing was written.</summary>
[GenerateSerializer, Alias("TwinGrid.PatientErasedException")]
public sealed class PatientErasedException : Exception
{
    public PatientErasedException() { }
    public PatientErasedException(string message) : base(message) { }
    public PatientErasedException(string message, Exception inner) : base(message, inner) { }
    public PatientErasedException(TwinId twin) : base($"Twin {twin} was erased, and its pseudonym is never used again: register the patient under another.") { }
}
