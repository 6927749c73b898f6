using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Imports;

/// <summary>The files that the documentation sends, one of each format.</summary>
internal static class ExampleFiles
{
    /// <summary>Whoever they are about.</summary>
    public const string Patient =
        """{"identifiers":[{"system":"urn:oid:1.2.3","value":"42"},{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"00012345:12:345:"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""";

    public static IReadOnlyList<(string Name, string Format)> All { get; } =
        [("bundle.json", "fhir"), ("message.hl7", "hl7"), ("receipts.uke", "uke"), ("genome.vcf", "genome"), ("points.json", "open-mhealth"), ("export.xml", "apple-health"), ("entries.json", "nightscout")];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "imports", name));
}
