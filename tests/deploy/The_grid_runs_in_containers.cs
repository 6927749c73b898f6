using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;
using YamlDotNet.RepresentationModel;

namespace TwinGrid.Deploy.Tests;

/// <summary>The compose file as far as it can be judged without a container engine.</summary>
public sealed class The_grid_runs_in_containers
{
    private static readonly Dictionary<string, YamlNode> Services = Deployed.Yaml("deploy", "compose", "compose.yaml").At("services").Entries();

    public static TheoryData<string> OfTheGrid() => ["silo-1", "silo-2", "gateway-1", "gateway-2"];

    [Theory, MemberData(nameof(OfTheGrid))]
    public void the_settings_are_known_and_the_program_starts_with_them(string name)
    {
        var environment = Services[name].At("environment").Entries().ToDictionary(entry => entry.Key, entry => entry.Value.Word(), StringComparer.Ordinal);
        Settings.Unknown(environment.Keys).ShouldBeEmpty();
        var grid = GridOptions.From(Deployed.Settings(environment));
        grid.Cluster.ShouldBe(ClusterKind.PostgreSql);
        int.Parse(Services[name].At("stop_grace_period")!.Word().TrimEnd('s')).ShouldBeGreaterThan((int)grid.DrainSeconds);
        if (name.StartsWith("silo", StringComparison.Ordinal)) Services[name].At("networks")!.At("grid")!.At("ipv4_address")!.Word().ShouldBe(grid.AdvertisedAddress);
    }

    [Theory, MemberData(nameof(OfTheGrid))]
    public void the_image_is_built_from_a_file_that_is_here_and_is_asked_by_its_own_probe(string name)
    {
        var kind = name.Split('-')[0];
        Services[name].At("image")!.Word().ShouldStartWith($"twingrid-{kind}:");
        File.Exists(Path.Combine(Repository.Root, Services[name].At("build")!.At("dockerfile")!.Word())).ShouldBeTrue();
        var test = Services[name].At("healthcheck")!.At("test").Items().Select(word => word.Word()).ToList();
        test.ShouldBe(["CMD", "probe", kind == "silo" ? "5090" : "5080", "/readyz"]);
        Deployed.Text("deploy", "docker", $"{kind}.Dockerfile").ShouldContain(test[2]);
    }

    [Fact]
    public void nothing_is_reached_from_other_machines() =>
        Services.SelectMany(service => service.Value.At("ports").Items()).Select(port => port.Word()).ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));

    [Fact]
    public void silos_database_and_log_stand_in_a_network_that_nothing_outside_reaches()
    {
        Deployed.Yaml("deploy", "compose", "compose.yaml").At("networks")!.At("grid")!.At("internal")!.Word().ShouldBe("true");
        foreach (var (name, service) in Services.Where(service => service.Key.StartsWith("silo", StringComparison.Ordinal) || service.Key is "postgres" or "kafka"))
        {
            service.At("ports").ShouldBeNull(name);
            (service.At("networks") is YamlSequenceNode list ? list.Items().Select(one => one.Word()) : service.At("networks").Entries().Keys).ShouldBe(["grid"], name);
        }
    }

    [Fact]
    public void the_identity_vault_has_a_database_a_network_and_a_key_that_silos_are_not_given()
    {
        foreach (var (name, service) in Services)
        {
            var (environment, networks) = (service.At("environment").Entries().Keys, service.At("networks") is YamlSequenceNode list ? list.Items().Select(one => one.Word()) : service.At("networks").Entries().Keys);
            environment.Any(key => key.Contains("VAULT", StringComparison.OrdinalIgnoreCase)).ShouldBe(name.StartsWith("gateway", StringComparison.Ordinal), name);
            networks.Contains("vault", StringComparer.Ordinal).ShouldBe(name == "vault" || name.StartsWith("edge", StringComparison.Ordinal), name); // gateways share the edges' network
        }
        Services["vault"].At("ports").ShouldBeNull();
        Deployed.Yaml("deploy", "compose", "compose.yaml").At("networks")!.At("vault")!.At("internal")!.Word().ShouldBe("true");
    }

    [Fact]
    public void every_file_service_and_volume_that_is_named_is_there()
    {
        var volumes = Deployed.Yaml("deploy", "compose", "compose.yaml").At("volumes").Entries();
        foreach (var (name, service) in Services)
        {
            service.At("image").ShouldNotBeNull(name);
            service.At("depends_on").Entries().Keys.Except(Services.Keys, StringComparer.Ordinal).ShouldBeEmpty(name);
            if (service.At("network_mode")?.Word() is { } mode) Services.ContainsKey(mode.Split(':')[1]).ShouldBeTrue(mode);
            foreach (var source in service.At("volumes").Items().Select(volume => volume.Word().Split(':')[0]))
                (source.StartsWith('.') ? File.Exists(Path.Combine(Deployed.Folder, "compose", source)) : volumes.ContainsKey(source)).ShouldBeTrue($"{name} mounts {source}");
        }
    }
}
