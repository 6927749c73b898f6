using System.Reflection;
using TwinGrid.Audit;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Silo;
using TwinGrid.Vault;

namespace TwinGrid.Deploy.Tests;

/// <summary>Which environment variables mean something to a silo or a gateway.</summary>
internal static class Settings
{
    private static readonly string[] Others =
    [
        "Urls", VaultOptions.KeyVariable, VaultOptions.PreviousKeyVariable, "OTEL_EXPORTER_OTLP_ENDPOINT",
        "POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_SERVICE_ID", "ORLEANS_CLUSTER_ID", // asked for by Orleans' Kubernetes hosting
    ];

    /// <summary>Those of these names that nothing reads.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> names) => names.Where(name => !Others.Contains(name, StringComparer.Ordinal) && !IsSetting(name));

    private static bool IsSetting(string name) => name.Split("__") is ["TwinGrid", .. var path] && (Reaches(typeof(GridOptions), path) || (path is ["Admission", .. var rest] && Reaches(typeof(AdmissionOptions), rest)) || (path is ["Vault", .. var vault] && Reaches(typeof(VaultOptions), vault)) || (path is ["Audit", .. var audit] && Reaches(typeof(AuditOptions), audit)));

    private static bool Reaches(Type type, ReadOnlySpan<string> path)
    {
        foreach (var part in path)
        {
            if (type.GetProperty(part, BindingFlags.Public | BindingFlags.Instance) is not { CanWrite: true } property) return false;
            type = property.PropertyType;
        }
        return path.Length > 0;
    }
}
