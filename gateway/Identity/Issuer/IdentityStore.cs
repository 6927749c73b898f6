using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>What the built-in issuer keeps, in one SQLite file: people who sign in, programs and devices, and the codes and refresh tokens that are under way.</summary>
internal sealed class IdentityStore(DbContextOptions<IdentityStore> options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    public DbSet<OpenIddictEntityFrameworkCoreApplication> Clients => Set<OpenIddictEntityFrameworkCoreApplication>();

    /// <summary>Makes the file where there is none.</summary>
    /// <exception cref="IdentityException">It cannot be made or read.</exception>
    public async Task Open(CancellationToken cancel)
    {
        try
        {
            Make(new SqliteConnectionStringBuilder(Database.GetConnectionString()).DataSource);
            await Database.EnsureCreatedAsync(cancel);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The store of identities ({IdentityOptions.Section}:{nameof(IdentityOptions.Store)}) cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>An empty file that its user alone can read; the files that SQLite puts beside it follow it in that.</summary>
    private static void Make(string file)
    {
        if (OperatingSystem.IsWindows() || File.Exists(file)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var made = new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Person>(person =>
    {
        person.HasKey(one => one.Name);
        person.HasIndex(one => one.Subject).IsUnique();
    });
}
