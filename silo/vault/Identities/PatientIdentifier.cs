namespace TwinGrid.Vault.Identities;

/// <summary>
/// A number or text by which somebody outside knows a patient, in the one form in which it is looked up. <see cref="IdentifierReader"/> makes it. It writes itself without
/// its value, so that no log and no error shows one by accident.
/// </summary>
public sealed record PatientIdentifier
{
    internal PatientIdentifier(string system, string value) => (System, Value) = (system, value);

    /// <summary>Who gave it: an address or <c>urn:oid:…</c>.</summary>
    public string System { get; }

    /// <summary>What he gave.</summary>
    public string Value { get; }

    /// <summary>Both, as they are sealed and looked up. No system holds a line's end.</summary>
    internal string Text => $"{System}\n{Value}";

    internal static PatientIdentifier OfText(string text) => text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end
        ? new PatientIdentifier(text[..end], text[(end + 1)..])
        : throw new VaultException("A row of the vault holds no identifier.");

    public override string ToString() => $"{System} (value withheld)";
}

/// <summary>An identifier of a twin, as the vault has it.</summary>
public sealed record HeldIdentifier(PatientIdentifier Identifier, DateTimeOffset AddedAt);
