using System.Xml.Linq;
using k8s;
using k8s.Models;
using TwinGrid.Silo;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Deploy.Tests;

/// <summary>The manifests as far as they can be judged without a cluster: by Kubernetes' own types, and by what the programs know.</summary>
public sealed class The_grid_runs_in_Kubernetes
{
    private static readonly string Folder = Path.Combine(Deployed.Folder, "kubernetes");

    /// <summary>Every object of every manifest; a field that Kubernetes does not know fails the reading.</summary>
    private static readonly List<object> Objects =
    [
        .. Directory.GetFiles(Folder, "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml").Order(StringComparer.Ordinal)
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true)),
    ];

    private static IEnumerable<Workload> Workloads =>
    [
        .. Objects.OfType<V1Deployment>().Select(found => new Workload(found.Metadata.Name, found.Spec.Template, found.Spec.Selector, found.Spec.Replicas)),
        .. Objects.OfType<V1StatefulSet>().Select(found => new Workload(found.Metadata.Name, found.Spec.Template, found.Spec.Selector, found.Spec.Replicas)),
    ];

    private static IDictionary<string, string> Shared => Objects.OfType<V1ConfigMap>().Single().Data;

    public static TheoryData<string> Names() => ["silo", "gateway"];

    [Fact]
    public void every_manifest_is_understood_and_listed()
    {
        Objects.OfType<IKubernetesObject>().Count().ShouldBe(Objects.Count);
        Objects.Select(found => found.GetType().Name).Distinct(StringComparer.Ordinal).ShouldBe(
            [nameof(V1Namespace), nameof(V1ConfigMap), nameof(V1ServiceAccount), nameof(V1Role), nameof(V1RoleBinding), nameof(V1Deployment), nameof(V1StatefulSet), nameof(V1PodDisruptionBudget), nameof(V1NetworkPolicy)], ignoreOrder: true);
        Deployed.Yaml("deploy", "kubernetes", "kustomization.yaml").At("resources").Items().Select(item => item.Word())
            .ShouldBe(Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml"), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Names))]
    public void the_settings_are_known_and_the_program_starts_with_them(string name)
    {
        var container = Container(name);
        var own = (container.Env ?? []).ToDictionary(variable => variable.Name, variable => variable.Value ?? FromThePod(variable.ValueFrom.FieldRef.FieldPath), StringComparer.Ordinal);
        Settings.Unknown(Shared.Keys.Concat(own.Keys)).ShouldBeEmpty();
        var environment = Shared.Where(shared => !own.ContainsKey(shared.Key)).Concat(own).Append(new("TwinGrid__PostgreSql", "Host=database")).Append(new("TwinGrid__Keys__Secret", ThrowawaySecret.Text)); // the last two are the secret's
        var grid = GridOptions.From(Deployed.Settings(environment));
        grid.Cluster.ShouldBe(ClusterKind.PostgreSql);
        Deployment(name).Template.Spec.TerminationGracePeriodSeconds!.Value.ShouldBeGreaterThan((long)grid.DrainSeconds);
        if (name == "silo") grid.ShouldSatisfyAllConditions(
            () => grid.Hosting.ShouldBe(HostingKind.Kubernetes),
            () => Deployment(name).Template.Metadata.Labels["orleans/clusterId"].ShouldBe(grid.ClusterId),
            () => container.Ports.Select(port => port.ContainerPort).ShouldBe([grid.SiloPort, grid.SiloGatewayPort]),
            () => new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.ShouldAllBe(probe => probe.Exec.Command[1] == $"{grid.HealthPort}"));
    }

    [Theory, MemberData(nameof(Names))]
    public void probes_ask_for_routes_that_exist_and_wait_longer_than_the_probe_itself(string name)
    {
        var container = Container(name);
        container.LivenessProbe.Exec.Command[2].ShouldBe("/healthz", "a database that is away is no reason to kill a process");
        foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
        {
            probe.Exec.Command.ShouldSatisfyAllConditions(
                command => command[0].ShouldBe("probe"), command => command[2].ShouldBeOneOf("/healthz", "/readyz"));
            probe.TimeoutSeconds!.Value.ShouldBeGreaterThan(5);
        }
        if (name == "gateway") Deployed.Text("deploy", "docker", "gateway.Dockerfile").ShouldContain($"ENV Urls=http://127.0.0.1:{container.LivenessProbe.Exec.Command[1]}\n");
    }

    [Theory, MemberData(nameof(Names))]
    public void the_image_is_one_that_is_built_here_in_this_version(string name)
    {
        Container(name).Image.ShouldBe($"twingrid-{name}:{Version}");
        Deployed.Text("deploy", "docker", $"{name}.Dockerfile").ShouldContain($"-t {Container(name).Image} .");
    }

    [Theory, MemberData(nameof(Names))]
    public void disruptions_are_bounded_copies_stand_apart_and_memory_is_limited(string name)
    {
        var deployment = Deployment(name);
        var labels = deployment.Template.Metadata.Labels;
        deployment.Selector.MatchLabels.ShouldBeSubsetOf(labels);
        deployment.Replicas!.Value.ShouldBeGreaterThan(1);
        var budget = Objects.OfType<V1PodDisruptionBudget>().Single(budget => budget.Metadata.Name == name).Spec;
        budget.Selector.MatchLabels.ShouldBeSubsetOf(labels);
        budget.MaxUnavailable.Value.ShouldBe("1");
        deployment.Template.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution.ShouldHaveSingleItem().PodAffinityTerm.LabelSelector.MatchLabels.ShouldBeSubsetOf(labels);
        var resources = Container(name).Resources;
        resources.Requests["memory"].ToString().ShouldBe(resources.Limits["memory"].ToString());
        resources.Requests.ContainsKey("cpu").ShouldBeTrue();
    }

    [Fact]
    public void the_audit_trail_of_a_gateway_outlives_its_pod_under_the_name_of_its_shard()
    {
        var volume = Objects.OfType<V1StatefulSet>().Single(found => found.Metadata.Name == "gateway").Spec.VolumeClaimTemplates.ShouldHaveSingleItem();
        var mounted = Container("gateway").VolumeMounts.Single(mount => mount.Name == volume.Metadata.Name).MountPath;
        Container("gateway").Env.Single(variable => variable.Name == "TwinGrid__Audit__Folder").Value.ShouldBe(mounted);
        Container("gateway").Env.Single(variable => variable.Name == "TwinGrid__Audit__Shard").ValueFrom.FieldRef.FieldPath.ShouldBe("metadata.name");
    }

    [Fact]
    public void the_identity_vaults_secret_is_given_to_gateways_alone()
    {
        Secrets("gateway").ShouldBe(["twingrid", "twingrid-vault"]);
        Secrets("silo").ShouldBe(["twingrid"]);
        var told = Deployed.Text("deploy", "kubernetes", "settings.yaml");
        foreach (var name in (string[])["secret generic twingrid ", "secret generic twingrid-vault ", "TWINGRID_VAULT_KEY=", "TwinGrid__Vault__PostgreSql="]) told.ShouldContain(name);
        Settings.Unknown(["TWINGRID_VAULT_KEY", "TwinGrid__Vault__PostgreSql", "TwinGrid__Vault__KeyFile"]).ShouldBeEmpty();
        Settings.Unknown(Shared.Keys.Where(name => name.Contains("Vault", StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
        Shared.Keys.ShouldNotContain(name => name.Contains("VAULT", StringComparison.OrdinalIgnoreCase));

        static IEnumerable<string> Secrets(string name) => Container(name).EnvFrom.Select(from => from.SecretRef?.Name).OfType<string>();
    }

    [Fact]
    public void a_silo_may_watch_pods_and_nothing_else()
    {
        var role = Objects.OfType<V1Role>().Single();
        role.Rules.ShouldHaveSingleItem().ShouldSatisfyAllConditions(rule => rule.Resources.ShouldBe(["pods"]), rule => rule.Verbs.ShouldBe(["get", "list", "watch"]));
        var binding = Objects.OfType<V1RoleBinding>().Single();
        binding.RoleRef.Name.ShouldBe(role.Metadata.Name);
        binding.Subjects.ShouldHaveSingleItem().Name.ShouldBe(Deployment("silo").Template.Spec.ServiceAccountName);
    }

    [Fact]
    public void only_silos_and_gateways_reach_a_silo_and_nobody_a_gateway()
    {
        var (silo, gateway) = (Policy("silo"), Policy("gateway"));
        silo.PodSelector.MatchLabels.ShouldBeSubsetOf(Deployment("silo").Template.Metadata.Labels);
        silo.PolicyTypes.ShouldBe(["Ingress"]);
        silo.Ingress.SelectMany(rule => rule.FromProperty).Select(from => from.PodSelector.MatchLabels["app"]).ShouldBe(["twingrid-silo", "twingrid-gateway"]);
        silo.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ShouldBe(Container("silo").Ports.Select(port => $"{port.ContainerPort}"));
        gateway.PodSelector.MatchLabels.ShouldBeSubsetOf(Deployment("gateway").Template.Metadata.Labels);
        (gateway.Ingress ?? []).ShouldBeEmpty();

        static V1NetworkPolicySpec Policy(string name) => Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == name).Spec;
    }

    [Fact]
    public void nothing_leads_to_a_gateway_that_knows_no_identities() => Objects.ShouldNotContain(found => found is V1Service || found is V1Ingress);

    private static string Version => XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    private static Workload Deployment(string name) => Workloads.Single(found => found.Name == name);

    private static V1Container Container(string name) => Deployment(name).Template.Spec.Containers.ShouldHaveSingleItem();

    private static string FromThePod(string field) => field == "status.podIP" ? "10.1.2.3" : "silo";

    /// <summary>What a deployment and a stateful set have in common.</summary>
    private sealed record Workload(string Name, V1PodTemplateSpec Template, V1LabelSelector Selector, int? Replicas);
}
