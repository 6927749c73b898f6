using TwinGrid.Patients;
using TwinGrid.Vault.Identities;
using TwinGrid.Vault.Store;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault.Keys;

/// <summary>Seals rows anew that are still under the key before. Each step stands by itself: what was stopped goes on where it ended, beside running gateways.</summary>
internal static class Resealing
{
    private const int RowsAStep = 200;

    /// <summary>Rows that are sealed with an older key than the one of a generation.</summary>
    public static async Task<long> Left(VaultSession session, int generation, CancellationToken cancel) =>
        await session.Number("select count(*) from study where generation < $1 and sealed_key is not null", cancel, generation)
        + await session.Number("select count(*) from identifier where generation < $1", cancel, generation)
        + await session.Number("select count(*) from person where generation < $1", cancel, generation);

    /// <summary>Seals some rows anew.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public static async Task<int> Step(VaultSession session, VaultKeys keys, CancellationToken cancel)
    {
        var studies = await session.Rows("select id, generation, sealed_key from study where generation < $1 and sealed_key is not null limit $2",
            row => (Id: row.GetString(0), Generation: row.GetInt32(1), Sealed: row.GetFieldValue<byte[]>(2)), cancel, keys.Generation, RowsAStep);
        foreach (var study in studies)
        {
            var secret = keys.Of(study.Generation).Open(study.Sealed, StudyRegister.RowOf(study.Id));
            await session.Execute("update study set generation = $1, sealed_key = $2 where id = $3 and sealed_key is not null", cancel, keys.Generation, keys.Current.Seal(secret, StudyRegister.RowOf(study.Id)), study.Id);
        }
        var identifiers = await session.Rows("select tag, twin, sealed, generation from identifier where generation < $1 order by tag limit $2",
            row => (Tag: row.GetFieldValue<byte[]>(0), Twin: TwinId.Parse(row.GetString(1)), Sealed: row.GetFieldValue<byte[]>(2), Generation: row.GetInt32(3)), cancel, keys.Generation, RowsAStep);
        foreach (var one in identifiers) await IdentityVault.Reseal(session, keys, one.Tag, one.Twin, one.Sealed, one.Generation, cancel);
        var persons = await session.Rows("select twin, sealed, generation from person where generation < $1 order by twin limit $2",
            row => (Twin: TwinId.Parse(row.GetString(0)), Sealed: row.GetFieldValue<byte[]>(1), Generation: row.GetInt32(2)), cancel, keys.Generation, RowsAStep);
        foreach (var one in persons) await IdentityVault.ResealPerson(session, keys, one.Twin, one.Sealed, one.Generation, cancel);
        return studies.Count + identifiers.Count + persons.Count;
    }
}
