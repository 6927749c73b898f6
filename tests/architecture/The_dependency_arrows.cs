using System.Xml.Linq;
using NetArchTest.Rules;

namespace TwinGrid.Architecture.Tests;

/// <summary>Dependencies point one way. To add an arrow, add it here and say why in a decision page.</summary>
public sealed class The_dependency_arrows
{
    /// <summary>Room → rooms it may know.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["grain-interfaces"] = [],
        ["simulators/physiology"] = [],
        ["silo/keys"] = ["grain-interfaces"],
        ["silo/vitals-log"] = ["grain-interfaces", "silo/keys"],
        ["silo/storage"] = ["grain-interfaces", "silo/keys"],
        ["silo/audit"] = ["grain-interfaces"],
        ["silo/vault"] = ["grain-interfaces"],
        ["silo/disclosure"] = [],
        ["silo/audit-cli"] = ["silo/audit"],
        ["grains"] = ["grain-interfaces", "simulators/physiology", "simulators/trials", "silo/keys", "silo/vitals-log", "silo/storage"],
        ["silo/host"] = ["grains"],
        ["simulators/devices"] = ["grain-interfaces", "simulators/physiology"],
        ["simulators/trials"] = ["simulators/physiology"],
        ["simulators/formats"] = ["simulators/physiology"],
        ["simulators/lab"] = ["simulators/physiology", "simulators/trials", "simulators/formats"],
        ["gateway"] = ["grain-interfaces", "silo/vitals-log", "silo/vault", "silo/audit", "silo/disclosure", "silo/host", "simulators/devices", "simulators/trials", "simulators/formats"],
    };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Rooms() => [.. ProjectFiles().Select(Room)];

    [Theory, MemberData(nameof(Rooms))]
    public void a_room_knows_only_those_it_may_know(string room)
    {
        Allowed.Keys.Contains(room, StringComparer.Ordinal).ShouldBeTrue($"{room} is a new room: say what it may know.");
        var project = ProjectFiles().Single(file => string.Equals(Room(file), room, StringComparison.Ordinal));
        var known = XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Room(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))));
        known.Except(Allowed[room], StringComparer.Ordinal).ShouldBeEmpty($"{room} may know only: {string.Join(", ", Allowed[room])}.");
    }

    [Fact]
    public void routes_and_pages_know_no_grain_no_equation_and_no_silo() => Holds(Types.InAssembly(typeof(Gateway.Api.ApiSetup).Assembly)
        .That().ResideInNamespaceMatching(@"^TwinGrid\.Gateway\.(Api|Pages)")
        .ShouldNot().HaveDependencyOnAny("TwinGrid.Grains", "TwinGrid.Silo", "TwinGrid.Storage", "TwinGrid.Audit", "TwinGrid.Physiology", "TwinGrid.Trials", "TwinGrid.Devices"));

    [Fact]
    public void grains_know_no_http() => Holds(Types.InAssembly(typeof(Grains.Patients.PatientTwin).Assembly)
        .ShouldNot().HaveDependencyOnAny("Microsoft.AspNetCore", "System.Net.Http"));

    [Fact]
    public void equations_know_no_grain_and_no_file() => Holds(Types.InAssembly(typeof(Physiology.Forecasting.QuantileCourse).Assembly)
        .ShouldNot().HaveDependencyOnAny("Orleans", "TwinGrid.Vitals", "TwinGrid.Patients", "System.IO.File", "System.Net"));

    [Fact]
    public void devices_reach_the_grid_over_http_alone() => Holds(Types.InAssembly(typeof(Devices.Demo.DemoWard).Assembly)
        .ShouldNot().HaveDependencyOnAny("Orleans.IGrainFactory", "Orleans.IClusterClient", "TwinGrid.VitalsLog", "TwinGrid.Storage", "TwinGrid.Gateway"));

    [Fact]
    public void trials_know_no_grain_and_no_file() => Holds(Types.InAssembly(typeof(Trials.Conduct.TrialConduct).Assembly)
        .ShouldNot().HaveDependencyOnAny("Orleans", "TwinGrid.Vitals", "TwinGrid.Patients", "System.IO.File", "System.Net"));

    private static void Holds(ConditionList rule)
    {
        var result = rule.GetResult();
        result.IsSuccessful.ShouldBeTrue($"Against the arrows: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    private static IEnumerable<string> ProjectFiles() => Allowed.Keys
        .Select(room => Path.Combine(Root, room)).Where(Directory.Exists)
        .Concat(["grain-interfaces", "grains", "gateway", "silo", "simulators"])
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Distinct(StringComparer.Ordinal);

    private static string Room(string projectFile) => Path.GetRelativePath(Root, Path.GetDirectoryName(projectFile)!).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("TwinGrid.sln is not above the tests.");
        return folder.FullName;
    }
}
