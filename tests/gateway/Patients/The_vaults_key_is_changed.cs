using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Start;
using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vault;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Tests.Patients;

/// <summary>The operator's commands, and the settings of the vault.</summary>
public sealed class The_vaults_key_is_changed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task by_two_commands_and_a_start_between()
    {
        var (data, fresh) = (Path.Combine(_folder.Path, "data"), Path.Combine(_folder.Path, "keys", "fresh.key"));
        var first = await Registered([$"--TwinGrid:Data={data}"]);

        (await Run("vault", "new-key", fresh)).ShouldBe(0);
        (await Run("vault", "new-key", fresh)).ShouldBe(2, "a key is never replaced");
        string[] both = [$"--TwinGrid:Vault:KeyFile={fresh}", $"--TwinGrid:Vault:PreviousKeyFile={Path.Combine(data, "keys", "vault.key")}"];
        (await Run(["vault", "rotate", "--data", data, .. both])).ShouldBe(0);
        (await Run(["vault", "rotate", "--data", data, .. both])).ShouldBe(0);

        (await Registered([$"--TwinGrid:Data={data}", both[0]])).ShouldBe(first);
        await Should.ThrowAsync<VaultException>(() => Registered([$"--TwinGrid:Data={data}"]));
        (await Run("vault", "rotate", "--data", data)).ShouldBe(2);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(fresh).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task or_lost_and_no_other_is_made_in_its_place()
    {
        await Registered([$"--TwinGrid:Data={_folder.Path}"]);
        File.Delete(Path.Combine(_folder.Path, "keys", "vault.key"));
        (await Should.ThrowAsync<VaultException>(() => Registered([$"--TwinGrid:Data={_folder.Path}"]))).Message.ShouldContain("put it back");
        File.Exists(Path.Combine(_folder.Path, "keys", "vault.key")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a database of its own", "--TwinGrid:Cluster=PostgreSql", "--TwinGrid:PostgreSql=Host=db;Database=grid;Username=a", "--TwinGrid:Vault:PostgreSql=Host=db;Username=b;Database=grid")]
    [InlineData("embedded grid has its vault in a folder", "--TwinGrid:Vault:PostgreSql=Host=db")]
    public void with_settings_that_cannot_be_a_sentence_says_so(string sentence, params string[] settings) =>
        Should.Throw<SettingException>(() => Options(settings)).Message.ShouldContain(sentence);

    [Fact]
    public void a_clinics_gateway_without_a_vault_starts_and_one_with_a_vault_makes_no_key_by_itself()
    {
        Options(["--TwinGrid:Cluster=PostgreSql", "--TwinGrid:PostgreSql=Host=db;Database=grid"]).IsAbsent.ShouldBeTrue();
        Options(["--TwinGrid:Cluster=PostgreSql", "--TwinGrid:PostgreSql=Host=db;Database=grid", "--TwinGrid:Vault:PostgreSql=Host=db;Database=vault"]).MayMakeKey.ShouldBeFalse();
    }

    private static async Task<string> Registered(string[] settings)
    {
        await using var provider = new ServiceCollection().AddIdentityVault(Options(settings)).BuildServiceProvider();
        var reader = provider.GetRequiredService<IdentifierReader>();
        reader.TryRead("urn:oid:1.2.3", "77", out var identifier, out _, out _).ShouldBeTrue();
        return (await provider.GetRequiredService<IIdentityVault>().Register([identifier!], default)).Twin!.Value.Value;
    }

    private static VaultOptions Options(string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine([.. settings, $"--TwinGrid:Keys:Secret={Convert.ToBase64String(new byte[32])}"]).Build();
        return VaultSetup.Options(configuration, GridOptions.From(configuration));
    }

    private static Task<int> Run(params string[] words) => StartCommand.Run(words, _ => throw new InvalidOperationException("It started a gateway."));
}
