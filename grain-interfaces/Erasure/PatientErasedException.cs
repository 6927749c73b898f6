using TwinGrid.Patients;

namespace TwinGrid.Erasure;

/// <summary>The patient was erased: the key is destroyed, and nothing is kept under the pseudonym any more. Nothing was written.</summary>
[GenerateSerializer, Alias("TwinGrid.PatientErasedException")]
public sealed class PatientErasedException : Exception
{
    public PatientErasedException() { }
    public PatientErasedException(string message) : base(message) { }
    public PatientErasedException(string message, Exception inner) : base(message, inner) { }
    public PatientErasedException(TwinId twin) : base($"Twin {twin} was erased, and its pseudonym is never used again: register the patient under another.") { }
}
