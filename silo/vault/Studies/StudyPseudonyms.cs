using TwinGrid.Patients;
using TwinGrid.Vault.Store;

namespace TwinGrid.Vault.Studies;

/// <summary>Makes pseudonyms with the study's key and keeps the list that leads back from them. A pseudonym that was given out stays.</summary>
internal sealed class StudyPseudonyms(VaultStore store) : IStudyPseudonyms
{
    /// <summary>Others may write in between: so many are made in one transaction.</summary>
    private const int AtOnce = 500;

    public async Task<StudyPseudonym> Of(string study, TwinId twin, CancellationToken cancel) => (await Of(study, [twin], cancel))[0];

    public async Task<IReadOnlyList<StudyPseudonym>> Of(string study, IReadOnlyList<TwinId> twins, CancellationToken cancel)
    {
        var made = new List<StudyPseudonym>(twins.Count);
        foreach (var some in twins.Chunk(AtOnce)) made.AddRange(await Some(study, some, cancel));
        return made;
    }

    public Task<IReadOnlyList<TimeSpan>> Shifts(string study, IReadOnlyList<TwinId> twins, CancellationToken cancel) => store.Run<IReadOnlyList<TimeSpan>>(
        async (session, keys) =>
        {
            var key = await StudyRegister.KeyOf(session, keys, study, cancel);
            return [.. twins.Select(key.Shift)];
        },
        cancel);

    public Task<TwinId?> Resolve(string study, StudyPseudonym pseudonym, CancellationToken cancel) => store.Run(
        async (session, keys) =>
        {
            var key = await StudyRegister.KeyOf(session, keys, study, cancel);
            var found = await session.Rows("select sealed_twin from pseudonym where study = $1 and pseudonym = $2", row => row.GetFieldValue<byte[]>(0), cancel, study, pseudonym.Value);
            return found is [var made] ? key.Open(made, pseudonym) : (TwinId?)null;
        },
        cancel);

    private Task<IReadOnlyList<StudyPseudonym>> Some(string study, TwinId[] twins, CancellationToken cancel) => store.Run<IReadOnlyList<StudyPseudonym>>(
        async (session, keys) =>
        {
            var key = await StudyRegister.KeyOf(session, keys, study, cancel);
            var made = new Dictionary<TwinId, StudyPseudonym>();
            foreach (var twin in twins.Distinct().OrderBy(twin => twin.Value, StringComparer.Ordinal)) made[twin] = await One(session, study, key, twin, cancel); // in one order, so that two at once do not stop each other
            return [.. twins.Select(twin => made[twin])];
        },
        cancel);

    private static async Task<StudyPseudonym> One(VaultSession session, string study, StudyKey key, TwinId twin, CancellationToken cancel)
    {
        var tag = key.Tag(twin);
        for (byte attempt = 0; ; attempt = checked((byte)(attempt + 1)))
        {
            var known = await session.Rows("select pseudonym from pseudonym where study = $1 and twin_tag = $2", row => row.GetString(0), cancel, study, tag);
            if (known is [var text] && StudyPseudonym.TryParse(text, out var given, out _)) return given;
            var fresh = key.Pseudonym(twin, attempt);
            if (await session.Execute("insert into pseudonym (study, pseudonym, twin_tag, sealed_twin) values ($1, $2, $3, $4) on conflict do nothing", cancel, study, fresh.Value, tag, key.Seal(twin, fresh)) == 1) return fresh;
        }
    }
}
