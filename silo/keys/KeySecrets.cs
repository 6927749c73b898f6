namespace TwinGrid.Keys;

/// <summary>The secret that seals new keys, and those that some older keys may still be sealed with.</summary>
internal sealed class KeySecrets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Dictionary<string, KeySecret> _byName = new(StringComparer.Ordinal);

    private KeySecrets(KeySecret current, IEnumerable<KeySecret> former)
    {
        Current = current;
        foreach (var secret in former.Append(current)) _byName[secret.Name] = secret;
    }

    public KeySecret Current { get; }

    /// <exception cref="KeysException">No secret is given, or it cannot be read.</exception>
    public static KeySecrets Read(KeyOptions options)
    {
        var current = options.Secret is { } given ? KeySecret.Parse(given, $"{nameof(KeyOptions.Secret)} of the patients' keys") : OfFile(options);
        return new KeySecrets(current, options.FormerSecretsFile is { } file ? Lines(file).Select(line => KeySecret.Parse(line, file)) : []);
    }

    /// <exception cref="KeysException">That secret is not here.</exception>
    public KeySecret Named(string name) => _byName.GetValueOrDefault(name)
        ?? throw new KeysException($"Patients' keys are sealed with a secret that is not given (its name is {name}; given are {string.Join(", ", _byName.Keys)}): give the secret that belongs to this store of keys, or name it among the former ones.");

    private static KeySecret OfFile(KeyOptions options)
    {
        if (options.SecretFile is { } file) return KeySecret.Parse(Lines(file).FirstOrDefault() ?? "", file);
        if (options.Kind != KeyStoreKind.Sqlite) throw new KeysException("The secret that seals the patients' keys is missing: set Keys:SecretFile to a file with 32 bytes in Base64, the same for all gateways and silos.");
        var own = Path.Combine(options.Folder, "secret.key");
        return KeySecret.Parse(File.Exists(own) ? Lines(own).FirstOrDefault() ?? "" : Made(own), own);
    }

    private static string Made(string file)
    {
        var text = KeySecret.NewText();
        try
        {
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
            using var writer = new StreamWriter(file, how);
            writer.WriteLine(text);
            return text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeysException($"The secret {file} cannot be made: {error.Message}", error);
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeysException($"The secret {file} cannot be read: {error.Message}", error);
        }
    }
}
