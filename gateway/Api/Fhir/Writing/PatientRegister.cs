using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Patients;
using TwinGrid.Vault;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>Finds the twin of a Patient that is sent, by what names him outside, or gives him one. What it tells the vault it can take back.</summary>
internal sealed class PatientRegister(IIdentityVault vault, VaultOptions options, IdentifierReader reader)
{
    /// <summary>Finds whose resource it is, and whether he may be written for.</summary>
    /// <exception cref="FhirFault">He may not, or the identifiers belong to several patients.</exception>
    public async Task Find(RecordDoor door, WriteEntry entry, List<Func<Task>> undo)
    {
        entry.Identifiers = PatientNames.Identifiers(entry.Resource, reader);
        if (options.IsAbsent && entry.Identifiers.Count > 0) throw new FhirFault(StatusCodes.Status503ServiceUnavailable, new Issue("not-supported", $"This gateway has no identity vault, so no patient's identifiers can be kept: set {VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)}."));
        var known = await Known(entry, door.Cancel);
        if (entry.Id is { } id)
        {
            if (!TwinId.TryParse(id, out var addressed)) throw FhirFault.Wrong("value", "The id of a Patient must be 1 to 64 of A-Z a-z 0-9 . -, the first a letter or digit: a pseudonym, never a name or an insurance number.", "Patient.id");
            if (known is { } other && other != addressed) throw Different;
            entry.Twin = addressed;
        }
        else if (entry.Condition is { } condition)
        {
            var fits = await Fits(condition, door.Cancel);
            if (known is { } other && fits is { } fit && other != fit) throw Different;
            entry.Twin = fits ?? known ?? TwinId.NewRandom();
            entry.IsThere = fits is not null && !entry.IsUpdate;
        }
        else
        {
            entry.Twin = known ?? TwinId.NewRandom();
        }
        if (!await door.May(entry.Sight, entry.Twin.Value, DataClass.Profile)) throw FhirFault.NotFound;
        if (!entry.IsThere && entry.Identifiers.Count > 0) await Add(entry, undo, door.Cancel);
    }

    /// <summary>The twin that a condition such as <c>identifier=system|value</c> names; null where nobody's.</summary>
    /// <exception cref="FhirFault">It is no condition that can be asked.</exception>
    public async Task<TwinId?> Fits(string condition, CancellationToken cancel)
    {
        var pairs = QueryText.Pairs(condition);
        if (pairs is not [{ Key: "identifier", Value: var word }]) throw FhirFault.Unprocessable("not-supported", "A patient is found by identifier=system|value alone.");
        var bar = word.IndexOf('|', StringComparison.Ordinal);
        if (bar <= 0 || !reader.TryRead(word[..bar], word[(bar + 1)..], out var identifier, out _, out _)) return null; // nobody is kept under a word that is no identifier
        return await vault.Resolve(identifier, cancel);
    }

    /// <summary>What names the patient in words, kept where grains never look.</summary>
    public async Task Keep(TwinId twin, JsonObject names, CancellationToken cancel)
    {
        if (!options.IsAbsent && names.Count > 0) await vault.Keep(twin, FhirWriter.Bytes(names), cancel);
    }

    private async Task<TwinId?> Known(WriteEntry entry, CancellationToken cancel)
    {
        TwinId? known = null;
        foreach (var identifier in entry.Identifiers)
        {
            if (await vault.Resolve(identifier, cancel) is not { } twin) continue;
            if (known is { } other && other != twin) throw Different;
            known = twin;
        }
        return known;
    }

    private async Task Add(WriteEntry entry, List<Func<Task>> undo, CancellationToken cancel)
    {
        var twin = entry.Twin!.Value;
        foreach (var identifier in entry.Identifiers.Distinct())
        {
            if (await vault.Resolve(identifier, cancel) is not null) continue;
            if (!await vault.Add(twin, identifier, cancel)) throw Different;
            undo.Add(() => vault.Remove(twin, identifier, CancellationToken.None));
        }
    }

    private static FhirFault Different => new(StatusCodes.Status409Conflict, new Issue("conflict", "The identifiers belong to different patients. Nothing was changed.", "Patient.identifier"));
}
