using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

/// <summary>The secret that seals the patients' keys is changed as the page about it says.</summary>
public sealed class The_keys_get_another_secret
{
    [Fact]
    public async Task and_the_patients_are_there_without_the_old_one()
    {
        using var place = new TemporaryFolder();
        var (data, fresh) = (Path.Combine(place.Path, "data"), Path.Combine(place.Path, "fresh.secret"));
        await using (var gateway = await GatewayProcess.Embedded(data)) await gateway.Register("ann");
        await File.WriteAllTextAsync(fresh, ThrowawaySecret.Text);
        await using (var refused = GatewayProcess.Start(["--data", data, $"--TwinGrid:Keys:SecretFile={fresh}"]))
        {
            (await refused.ExitCode()).ShouldNotBe(0);
            refused.Said.ShouldContain("secret that is not given");
        }
        await using (var reseal = new GatewayCommand("keys", "reseal", "--data", data, $"--TwinGrid:Keys:SecretFile={fresh}", $"--TwinGrid:Keys:FormerSecretsFile={data}-keys/secret.key"))
        {
            (await reseal.ExitCode()).ShouldBe(0, reseal.Said);
            reseal.Said.ShouldContain("1 keys were sealed anew");
        }
        File.Delete($"{data}-keys/secret.key");
        await using var after = await GatewayProcess.Embedded(data, $"--TwinGrid:Keys:SecretFile={fresh}");
        (await after.Get("/v1/twins/ann"))["id"]!.GetValue<string>().ShouldBe("ann");
    }
}
