namespace TwinGrid.Vault.Keys;

/// <summary>Reads keys from files and from the environment, and makes a file where there is none yet.</summary>
public static class KeyFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key that new rows are sealed with.</summary>
    /// <param name="isFirst">True while nothing is sealed: then it may be made.</param>
    internal static VaultKey Current(VaultOptions options, bool isFirst)
    {
        if (Environment.GetEnvironmentVariable(VaultOptions.KeyVariable) is { Length: > 0 } given) return Read(given, VaultOptions.KeyVariable);
        if (options.KeyFile is not { } file) throw new VaultException($"The identity vault needs a key: set {VaultOptions.Section}:{nameof(VaultOptions.KeyFile)} to a file with 32 bytes in Base64 ('vault new-key' makes one), or {VaultOptions.KeyVariable}.");
        if (isFirst && options.MayMakeKey && !File.Exists(file)) Make(file);
        return FromFile(file);
    }

    /// <summary>The key that older rows may still be sealed with; null where there is none.</summary>
    internal static VaultKey? Previous(VaultOptions options)
    {
        if (Environment.GetEnvironmentVariable(VaultOptions.PreviousKeyVariable) is { Length: > 0 } given) return Read(given, VaultOptions.PreviousKeyVariable);
        return options.PreviousKeyFile is { } file ? FromFile(file) : null;
    }

    /// <summary>Makes a file with a fresh key that its user alone can read. Of two that make it at once, one does.</summary>
    /// <exception cref="VaultException">It cannot be made; a file that is there is never replaced unless another made it in the same moment.</exception>
    public static void Make(string file)
    {
        try
        {
            MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var fresh = $"{file}.{Environment.ProcessId}";
            var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
            using (var writer = new StreamWriter(fresh, how)) writer.WriteLine(Convert.ToBase64String(VaultKey.NewSecret()));
            if (File.Exists(file)) File.Delete(fresh);
            else File.Move(fresh, file, overwrite: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"The key {file} cannot be made: {error.Message}", error);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static VaultKey FromFile(string file)
    {
        try
        {
            return Read(File.ReadAllText(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"The key of the identity vault ({file}) cannot be read: {error.Message} Without it nothing in the vault opens; put it back.", error);
        }
    }

    private static VaultKey Read(string text, string from)
    {
        var bytes = new byte[VaultKey.Bytes + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == VaultKey.Bytes
            ? new VaultKey(bytes.AsSpan(0, length))
            : throw new VaultException($"{from} must hold 32 bytes in Base64.");
    }
}
