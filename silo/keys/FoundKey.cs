namespace TwinGrid.Keys;

public enum KeyState
{
    /// <summary>There is no key, and none was destroyed.</summary>
    Absent = 0,

    Kept = 1,

    /// <summary>The patient was erased.</summary>
    Destroyed = 2,
}

/// <summary>What is known of a patient's key.</summary>
public readonly record struct FoundKey(KeyState State, PatientKey Key)
{
    public static FoundKey Destroyed { get; } = new(KeyState.Destroyed, default);

    public static FoundKey Kept(PatientKey key) => new(KeyState.Kept, key);
}
