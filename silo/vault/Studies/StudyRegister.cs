using System.Data.Common;
using System.Globalization;
using TwinGrid.Vault.Keys;
using TwinGrid.Vault.Store;

namespace TwinGrid.Vault.Studies;

/// <summary>Studies in the vault, each with a random key of its own that lies there sealed with the vault's.</summary>
internal sealed class StudyRegister(VaultStore store, TimeProvider time) : IStudies
{
    private const string Columns = "id, title, status, first_day, last_day, registered_at, registered_by, key_id, key_destroyed_at";

    public Task<(Study Study, bool IsNew)> Put(StudyPlan plan, string by, CancellationToken cancel) => store.Run(
        async (session, keys) =>
        {
            var isNew = await Insert(session, keys, plan, by, cancel);
            if (!isNew && await session.Execute("update study set title = $1, status = $2, first_day = $3, last_day = $4 where id = $5 and sealed_key is not null", cancel,
                    plan.Title, (int)plan.Status, Day(plan.FirstDay), Day(plan.LastDay), plan.Id) == 0)
                throw new StudyRefusedException($"The key of study '{plan.Id}' was destroyed: it stays as it is.");
            return ((await Find(session, plan.Id, cancel))!, isNew);
        },
        cancel);

    public Task<Study?> Find(string id, CancellationToken cancel) => store.Run((session, _) => Find(session, id, cancel), cancel);

    public Task<IReadOnlyList<Study>> All(CancellationToken cancel) => store.Run((session, _) => session.Rows($"select {Columns} from study order by id", Read, cancel), cancel);

    public async Task<Study?> DestroyKey(string id, CancellationToken cancel)
    {
        var study = await store.Run(
            async (session, _) =>
            {
                await session.Execute("update study set sealed_key = null, key_destroyed_at = $1, status = $2 where id = $3 and sealed_key is not null", cancel, $"{time.GetUtcNow():O}", (int)StudyStatus.Completed, id);
                await session.Execute("delete from pseudonym where study = $1 and exists (select 1 from study where id = $1 and sealed_key is null)", cancel, id);
                return await Find(session, id, cancel);
            },
            cancel);
        await store.Scrub(cancel);
        return study;
    }

    /// <summary>What a study's sealed key belongs to.</summary>
    internal static string RowOf(string id) => $"study\n{id}";

    /// <summary>The key of a study.</summary>
    /// <exception cref="StudyRefusedException">It is not registered, or its key was destroyed.</exception>
    internal static async Task<StudyKey> KeyOf(VaultSession session, VaultKeys keys, string id, CancellationToken cancel)
    {
        var found = await session.Rows("select generation, sealed_key from study where id = $1", row => (Generation: row.GetInt32(0), Sealed: row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)), cancel, id);
        if (found is not [var study]) throw new StudyRefusedException($"No study '{id}' is registered.");
        if (study.Sealed is null) throw new StudyRefusedException($"The key of study '{id}' was destroyed: its pseudonyms lead nowhere.");
        return new StudyKey(id, keys.Of(study.Generation).Open(study.Sealed, RowOf(id)));
    }

    /// <summary>The keys of all studies that have one.</summary>
    internal static async Task<IReadOnlyList<(string Id, StudyKey Key)>> AllKeys(VaultSession session, VaultKeys keys, CancellationToken cancel)
    {
        var rows = await session.Rows("select id, generation, sealed_key from study where sealed_key is not null", row => (Id: row.GetString(0), Generation: row.GetInt32(1), Sealed: row.GetFieldValue<byte[]>(2)), cancel);
        return [.. rows.Select(row => (row.Id, new StudyKey(row.Id, keys.Of(row.Generation).Open(row.Sealed, RowOf(row.Id)))))];
    }

    private async Task<bool> Insert(VaultSession session, VaultKeys keys, StudyPlan plan, string by, CancellationToken cancel)
    {
        var secret = VaultKey.NewSecret();
        return await session.Execute(
            "insert into study (id, title, status, first_day, last_day, registered_at, registered_by, key_id, generation, sealed_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
            cancel, plan.Id, plan.Title, (int)plan.Status, Day(plan.FirstDay), Day(plan.LastDay), $"{time.GetUtcNow():O}", by, new VaultKey(secret).Id, keys.Generation, keys.Current.Seal(secret, RowOf(plan.Id))) == 1;
    }

    private static async Task<Study?> Find(VaultSession session, string id, CancellationToken cancel) =>
        await session.Rows($"select {Columns} from study where id = $1", Read, cancel, id) is [var study] ? study : null;

    private static Study Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), (StudyStatus)row.GetInt32(2), Day(row.GetString(3)), Day(row.GetString(4)), Instant(row.GetString(5)), row.GetString(6))
        {
            KeyId = row.GetString(7),
            KeyDestroyedAt = row.IsDBNull(8) ? null : Instant(row.GetString(8)),
        };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
