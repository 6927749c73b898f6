using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>
/// Says in whose record each resource lies. Only the elements of the patient compartment make it somebody's, the subject before all others; what names nobody lies in the record of the one
/// patient whom the bundle is about, or is nobody's, where its kind may be.
/// </summary>
internal sealed class Owners(IGrainFactory grains, PatientRegister patients, IIdentityVault vault, IdentifierReader reader)
{
    /// <summary>Finds the owners, and whether each may be written for.</summary>
    /// <exception cref="FhirFault">One is unknown, or may not be written for: told alike.</exception>
    public async Task Find(RecordDoor door, IReadOnlyList<WriteEntry> entries)
    {
        var inBundle = entries.Where(entry => entry is { Type.Name: "Patient", FullUrl.Length: > 0 }).GroupBy(entry => entry.FullUrl!, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Twin!.Value, StringComparer.Ordinal);
        var sent = entries.Where(entry => entry.Type.Name == "Patient").Select(entry => entry.Twin!.Value).ToHashSet();
        var only = sent.Count == 1 ? sent.First() : (TwinId?)null;
        foreach (var entry in entries.Where(entry => entry.Type.Name != "Patient")) await entry.At(async () => entry.Twin = await Named(entry, inBundle, door.Cancel));
        var standing = await Standing([.. entries.Where(entry => entry is { Twin: null, IsUpdate: true, Id: not null })]);
        if (only is null && entries.Where(entry => entry.Type.Name != "Patient").Select(entry => entry.Twin).OfType<TwinId>().Distinct().ToList() is [var single]) only = single;
        foreach (var entry in entries.Where(entry => entry.Twin is null))
        {
            if (standing.TryGetValue(entry, out var before)) entry.Twin = before;
            else if (!entry.Type.MayBeNobodys) entry.Twin = only ?? throw Told(FhirFault.Unprocessable("required", $"Whose {entry.Type.Name} it is must be said.", OwnerOf(entry)), entry);
        }
        await Known([.. entries.Where(entry => entry.Twin is { } twin && !sent.Contains(twin)).DistinctBy(entry => entry.Twin)]);
        foreach (var entry in entries.Where(entry => entry.Type.Name != "Patient" && entry.Twin is not null))
            if (!await door.May(entry.Sight, entry.Twin!.Value, entry.Type.Data)) throw Told(NoPatient(OwnerOf(entry)), entry);
    }

    private static FhirFault Told(FhirFault fault, WriteEntry entry) => entry.Path.Length > 0 ? fault.At(entry.Path) : fault;

    /// <summary>The element that should say whose it is.</summary>
    private static string OwnerOf(WriteEntry entry) => $"{entry.Type.Name}.{entry.Type.OwnerPaths.FirstOrDefault() ?? "subject"}";

    private static FhirFault NoPatient(string expression) => new(StatusCodes.Status404NotFound, new Issue("not-found", "The patient named here is not known, or is none that you may write for.", expression));

    /// <summary>The patient whom the first of the compartment's elements names that names one.</summary>
    private async Task<TwinId?> Named(WriteEntry entry, Dictionary<string, TwinId> inBundle, CancellationToken cancel)
    {
        foreach (var path in entry.Type.OwnerPaths)
            foreach (var node in References.At(entry.Resource, path))
            {
                if (References.Text(node, "reference") is { } reference)
                {
                    if (inBundle.TryGetValue(reference, out var twin)) return twin;
                    if (reference.StartsWith("Patient?", StringComparison.Ordinal))
                    {
                        if (await patients.Fits(reference["Patient?".Length..], cancel) is not { } fit) throw NoPatient(OwnerOf(entry));
                        entry.Resolved[reference] = $"Patient/{fit.Value}";
                        return fit;
                    }
                    if (References.TryRead(reference, out var type, out var id))
                    {
                        if (type != "Patient") continue;
                        return TwinId.TryParse(id, out var named) ? named : throw NoPatient(OwnerOf(entry));
                    }
                    if (reference.Contains('?', StringComparison.Ordinal)) throw FhirFault.Wrong("value", "The reference leads nowhere: it is conditional on a kind of resource that is not served here.", $"{entry.Type.Name}.{path}.reference");
                }
                else if (References.Text(node, "type") is null or "Patient" && References.At(node, "identifier").FirstOrDefault() is { } card
                    && reader.TryRead(References.Text(card, "system") ?? "", References.Text(card, "value") ?? "", out var identifier, out _, out _) && await vault.Resolve(identifier, cancel) is { } resolved)
                {
                    return resolved;
                }
            }
        return null;
    }

    private async Task<Dictionary<WriteEntry, TwinId?>> Standing(IReadOnlyList<WriteEntry> updates)
    {
        var standing = new Dictionary<WriteEntry, TwinId?>(ReferenceEqualityComparer.Instance);
        if (updates.Count == 0) return standing;
        var known = await grains.GetGrain<IHealthRecords>(0).Find([.. updates.Select(entry => new ResourceName(entry.Type.Name, entry.Id!))]);
        for (var place = 0; place < updates.Count; place++)
            if (known[place] is { } one) standing[updates[place]] = one.Twin;
        return standing;
    }

    /// <summary>A record is begun by its Patient, or by a twin that is registered.</summary>
    private async Task Known(IReadOnlyList<WriteEntry> named)
    {
        if (named.Count == 0) return;
        var found = await grains.GetGrain<IHealthRecords>(0).Find([.. named.Select(entry => new ResourceName("Patient", entry.Twin!.Value.Value))]);
        for (var place = 0; place < named.Count; place++)
            if (found[place] is null && await grains.GetGrain<IPatientTwin>(named[place].Twin!.Value.Value).Profile() is null) throw Told(NoPatient(OwnerOf(named[place])), named[place]);
    }
}
