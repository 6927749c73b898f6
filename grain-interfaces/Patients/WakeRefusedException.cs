namespace TwinGrid.Patients;

/// <summary>A sleeping twin was asked for while many others wake: nothing was done, come back in a moment.</summary>
[GenerateSerializer, Alias("TwinGrid.WakeRefusedException")]
public sealed class WakeRefusedException : Exception
{
    public WakeRefusedException() : base("Many twins wake at once and this one must wait; nothing was done, come back in a moment.") { }
    public WakeRefusedException(string message) : base(message) { }
    public WakeRefusedException(string message, Exception inner) : base(message, inner) { }
}
