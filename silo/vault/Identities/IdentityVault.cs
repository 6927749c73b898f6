using System.Globalization;
using System.Text;
using TwinGrid.Patients;
using TwinGrid.Vault.Keys;
using TwinGrid.Vault.Store;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault.Identities;

/// <summary>Identifiers in the vault: found by a keyed hash, sealed each to its row and its twin, so that a row that was changed does not open.</summary>
internal sealed class IdentityVault(VaultStore store, TimeProvider time) : IIdentityVault
{
    private const int TriesAtMost = 20;

    public async Task<IdentityFound> Register(IReadOnlyList<PatientIdentifier> identifiers, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await store.Run((session, keys) => Register(session, keys, identifiers, cancel), cancel);
            }
            catch (AnotherWasFirstException) when (tries < TriesAtMost)
            {
                // he has committed: look again
            }
        }
    }

    public Task<TwinId?> Resolve(PatientIdentifier identifier, CancellationToken cancel) =>
        store.Run(async (session, keys) => (await Find(session, keys, identifier, cancel))?.Twin, cancel);

    public Task<IReadOnlyList<HeldIdentifier>> Of(TwinId twin, CancellationToken cancel) => store.Run<IReadOnlyList<HeldIdentifier>>(
        async (session, keys) =>
        {
            var rows = await session.Rows("select tag, sealed, generation, added_at from identifier where twin = $1",
                row => (Tag: row.GetFieldValue<byte[]>(0), Sealed: row.GetFieldValue<byte[]>(1), Generation: row.GetInt32(2), At: row.GetString(3)), cancel, twin.Value);
            return
            [
                .. rows.Select(row => new HeldIdentifier(Open(keys.Of(row.Generation), row.Sealed, row.Tag, twin), DateTimeOffset.ParseExact(row.At, "O", CultureInfo.InvariantCulture)))
                    .OrderBy(held => held.Identifier.System, StringComparer.Ordinal).ThenBy(held => held.AddedAt),
            ];
        },
        cancel);

    public async Task<bool> Add(TwinId twin, PatientIdentifier identifier, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await store.Run(
                    async (session, keys) =>
                    {
                        if (await Find(session, keys, identifier, cancel) is { } known) return known.Twin == twin;
                        await Insert(session, keys, twin, identifier, cancel);
                        return true;
                    },
                    cancel);
            }
            catch (AnotherWasFirstException) when (tries < TriesAtMost)
            {
                // he has committed: look again
            }
        }
    }

    public async Task<bool> Remove(TwinId twin, PatientIdentifier identifier, CancellationToken cancel)
    {
        var removed = await store.Run(
            async (session, keys) => await Find(session, keys, identifier, cancel) is { } known && known.Twin == twin && await session.Execute("delete from identifier where tag = $1", cancel, known.Tag) == 1,
            cancel);
        if (removed) await store.Scrub(cancel);
        return removed;
    }

    public Task Keep(TwinId twin, ReadOnlyMemory<byte> person, CancellationToken cancel) => store.Run(
        (session, keys) => session.Execute(
            "insert into person (twin, sealed, generation) values ($1, $2, $3) on conflict (twin) do update set sealed = excluded.sealed, generation = excluded.generation", cancel,
            twin.Value, keys.Current.Seal(person.Span, PersonRow(twin)), keys.Generation),
        cancel);

    public Task<byte[]?> Person(TwinId twin, CancellationToken cancel) => store.Run(
        async (session, keys) =>
        {
            var rows = await session.Rows("select sealed, generation from person where twin = $1", row => (Sealed: row.GetFieldValue<byte[]>(0), Generation: row.GetInt32(1)), cancel, twin.Value);
            return rows is [var row] ? keys.Of(row.Generation).Open(row.Sealed, PersonRow(twin)) : null;
        },
        cancel);

    public async Task<int> Forget(TwinId twin, CancellationToken cancel)
    {
        var deleted = await store.Run(
            async (session, keys) =>
            {
                var lines = await session.Execute("delete from identifier where twin = $1", cancel, twin.Value);
                lines += await session.Execute("delete from person where twin = $1", cancel, twin.Value);
                foreach (var (study, key) in await StudyRegister.AllKeys(session, keys, cancel))
                    lines += await session.Execute("delete from pseudonym where study = $1 and twin_tag = $2", cancel, study, key.Tag(twin));
                return lines;
            },
            cancel);
        await store.Scrub(cancel);
        return deleted;
    }

    /// <summary>Seals a row that is under the key before with the current one.</summary>
    internal static async Task Reseal(VaultSession session, VaultKeys keys, byte[] tag, TwinId twin, byte[] made, int generation, CancellationToken cancel)
    {
        var text = Open(keys.Of(generation), made, tag, twin).Text;
        var fresh = keys.Current.Tag(text);
        await session.Execute("update identifier set tag = $1, sealed = $2, generation = $3 where tag = $4", cancel, fresh, keys.Current.Seal(Encoding.UTF8.GetBytes(text), Row(fresh, twin)), keys.Generation, tag);
    }

    /// <summary>Seals what names a patient in words with the current key.</summary>
    internal static Task ResealPerson(VaultSession session, VaultKeys keys, TwinId twin, byte[] made, int generation, CancellationToken cancel) => session.Execute(
        "update person set sealed = $1, generation = $2 where twin = $3 and generation = $4", cancel, keys.Current.Seal(keys.Of(generation).Open(made, PersonRow(twin)), PersonRow(twin)), keys.Generation, twin.Value, generation);

    private static string PersonRow(TwinId twin) => $"person\n{twin.Value}";

    private async Task<IdentityFound> Register(VaultSession session, VaultKeys keys, IReadOnlyList<PatientIdentifier> identifiers, CancellationToken cancel)
    {
        var (known, unknown) = (new List<(string System, TwinId Twin)>(), new List<PatientIdentifier>());
        foreach (var identifier in identifiers.Distinct())
        {
            if (await Find(session, keys, identifier, cancel) is { } found) known.Add((identifier.System, found.Twin));
            else unknown.Add(identifier);
        }
        if (known.Select(one => one.Twin).Distinct().Count() > 1) return new IdentityFound(null, IsNew: false, [.. known.Select(one => one.System).Distinct(StringComparer.Ordinal)]);
        var twin = known.Count > 0 ? known[0].Twin : TwinId.NewRandom();
        foreach (var identifier in unknown.OrderBy(one => one.Text, StringComparer.Ordinal)) await Insert(session, keys, twin, identifier, cancel); // in one order, so that two at once do not stop each other
        return new IdentityFound(twin, known.Count == 0, []);
    }

    private static async Task<(TwinId Twin, byte[] Tag)?> Find(VaultSession session, VaultKeys keys, PatientIdentifier identifier, CancellationToken cancel)
    {
        var tag = keys.Current.Tag(identifier.Text);
        var rows = await session.Rows("select tag, twin, sealed, generation from identifier where tag = $1 or tag = $2",
            row => (Tag: row.GetFieldValue<byte[]>(0), Twin: TwinId.Parse(row.GetString(1)), Sealed: row.GetFieldValue<byte[]>(2), Generation: row.GetInt32(3)), cancel, tag, keys.Previous?.Tag(identifier.Text) ?? tag);
        if (rows is not [var found]) return null;
        return Open(keys.Of(found.Generation), found.Sealed, found.Tag, found.Twin) == identifier ? (found.Twin, found.Tag) : throw new VaultException("A row of the vault belongs to another identifier: it was changed. Restore the vault from a backup.");
    }

    private async Task Insert(VaultSession session, VaultKeys keys, TwinId twin, PatientIdentifier identifier, CancellationToken cancel)
    {
        var tag = keys.Current.Tag(identifier.Text);
        if (await session.Execute("insert into identifier (tag, twin, sealed, generation, added_at) values ($1, $2, $3, $4, $5) on conflict do nothing", cancel,
                tag, twin.Value, keys.Current.Seal(Encoding.UTF8.GetBytes(identifier.Text), Row(tag, twin)), keys.Generation, $"{time.GetUtcNow():O}") == 0)
            throw new AnotherWasFirstException();
    }

    private static PatientIdentifier Open(VaultKey key, byte[] made, byte[] tag, TwinId twin) => PatientIdentifier.OfText(Encoding.UTF8.GetString(key.Open(made, Row(tag, twin))));

    private static string Row(byte[] tag, TwinId twin) => $"identifier\n{Convert.ToHexStringLower(tag)}\n{twin.Value}";

    /// <summary>Somebody else added the same identifier at the same moment; the transaction leaves nothing.</summary>
    private sealed class AnotherWasFirstException : Exception
    {
        public AnotherWasFirstException() { }
        public AnotherWasFirstException(string message) : base(message) { }
        public AnotherWasFirstException(string message, Exception inner) : base(message, inner) { }
    }
}
