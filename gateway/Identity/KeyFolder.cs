namespace TwinGrid.Gateway.Identity;

/// <summary>The folder of keys; made where it is missing, for its user alone.</summary>
internal static class KeyFolder
{
    public static DirectoryInfo Of(IdentityOptions options) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(options.Keys!)
        : Directory.CreateDirectory(options.Keys!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
