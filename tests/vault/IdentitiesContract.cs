using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vault.Identities;
using TwinGrid.Vault.Keys;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault.Tests;

/// <summary>Who twins are outside, wherever the vault lies.</summary>
public abstract class IdentitiesContract(SharedPostgres? postgres) : VaultUnderTest(postgres)
{
    private const string Hospital = "urn:oid:1.2.392.100495.20.3.51.11318814790", Clinic = "http://clinic.example/patients";

    private static readonly IdentifierReader Reader = new(new VaultOptions());

    [SkippableFact]
    public async Task a_patient_is_given_one_random_pseudonym_however_often_he_is_registered()
    {
        var vault = Vault();
        var first = await vault.Register([Id(Hospital, "0012345"), Id(Clinic, "77")], default);
        first.IsNew.ShouldBeTrue();
        first.Twin!.Value.Value.Length.ShouldBe(32);
        (await vault.Register([Id(Clinic, "77")], default)).ShouldBeEquivalentTo(new IdentityFound(first.Twin, false, []));
        (await Vault().Register([Id(Hospital, "００１２-345")], default)).Twin.ShouldBe(first.Twin);
        (await vault.Register([Id(Hospital, "0012346")], default)).Twin.ShouldNotBe(first.Twin);
        (await vault.Resolve(Id(Hospital, "0012345"), default)).ShouldBe(first.Twin);
        (await vault.Resolve(Id(Clinic, "0012345"), default)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task identifiers_that_are_new_are_added_to_the_twin_that_is_known()
    {
        var vault = Vault();
        var twin = (await vault.Register([Id(Hospital, "1")], default)).Twin!.Value;
        (await vault.Register([Id(Clinic, "77"), Id(Hospital, "1")], default)).Twin.ShouldBe(twin);
        (await vault.Of(twin, default)).Select(held => (held.Identifier.System, held.Identifier.Value)).ShouldBe([(Clinic, "77"), (Hospital, "1")]);
    }

    [SkippableFact]
    public async Task identifiers_of_two_patients_are_told_by_their_systems_and_change_nothing()
    {
        var vault = Vault();
        var (one, other) = ((await vault.Register([Id(Hospital, "1")], default)).Twin, (await vault.Register([Id(Clinic, "2")], default)).Twin);
        var found = await vault.Register([Id(Hospital, "1"), Id(Clinic, "2"), Id(Clinic, "3")], default);
        found.Twin.ShouldBeNull();
        found.Conflicting.ShouldBe([Hospital, Clinic], ignoreOrder: true);
        (await vault.Resolve(Id(Clinic, "3"), default)).ShouldBeNull();
        ((await vault.Resolve(Id(Hospital, "1"), default)), (await vault.Resolve(Id(Clinic, "2"), default))).ShouldBe((one, other));
        (await vault.Add(one!.Value, Id(Clinic, "2"), default)).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task many_who_register_one_patient_at_once_through_several_gateways_get_one_twin()
    {
        var gateways = Enumerable.Range(0, 4).Select(_ => Vault()).ToList();
        await gateways[0].Resolve(Id(Hospital, "0"), default);
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = (Id(Hospital, $"10{round}"), Id(Clinic, $"20{round}"));
            var found = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => gateways[i % 4].Register((i % 3) switch { 0 => [a, b], 1 => [b, a], _ => [a] }, default))));
            found.Select(one => one.Twin).Distinct().Count().ShouldBe(1);
            found.Count(one => one.IsNew).ShouldBe(1);
        }
    }

    [SkippableFact]
    public async Task an_identifier_comes_and_goes()
    {
        var vault = Vault();
        var (twin, other) = (TwinId.Parse("7f3a9c"), TwinId.Parse("0bd11e"));
        (await vault.Add(twin, Id(Hospital, "1"), default)).ShouldBeTrue();
        (await vault.Add(twin, Id(Hospital, "1"), default)).ShouldBeTrue();
        (await vault.Remove(other, Id(Hospital, "1"), default)).ShouldBeFalse();
        (await vault.Remove(twin, Id(Hospital, "1"), default)).ShouldBeTrue();
        (await vault.Remove(twin, Id(Hospital, "1"), default)).ShouldBeFalse();
        (await vault.Of(twin, default)).ShouldBeEmpty();
        (await vault.Add(other, Id(Hospital, "1"), default)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task a_patient_who_is_forgotten_is_a_new_one_and_his_pseudonyms_lead_nowhere()
    {
        var process = Process();
        var (vault, pseudonyms) = (process.GetRequiredService<IIdentityVault>(), process.GetRequiredService<IStudyPseudonyms>());
        await process.GetRequiredService<IStudies>().Put(new StudyPlan("nights", "Nights", StudyStatus.Active, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), "o", default);
        var (twin, other) = ((await vault.Register([Id(Hospital, "1"), Id(Clinic, "1")], default)).Twin!.Value, (await vault.Register([Id(Hospital, "2")], default)).Twin!.Value);
        var (his, others) = (await pseudonyms.Of("nights", twin, default), await pseudonyms.Of("nights", other, default));
        (await vault.Forget(twin, default)).ShouldBe(3);
        (await vault.Forget(twin, default)).ShouldBe(0);
        (await vault.Resolve(Id(Hospital, "1"), default)).ShouldBeNull();
        (await pseudonyms.Resolve("nights", his, default)).ShouldBeNull();
        ((await vault.Resolve(Id(Hospital, "2"), default)), (await pseudonyms.Resolve("nights", others, default))).ShouldBe((other, other));
        (await vault.Register([Id(Hospital, "1")], default)).IsNew.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task a_row_that_was_given_to_another_twin_does_not_open()
    {
        var vault = Vault();
        var twin = (await vault.Register([Id(Hospital, "1")], default)).Twin!.Value;
        await Execute($"update identifier set twin = 'mallory' where twin = '{twin.Value}'");
        await Should.ThrowAsync<VaultException>(() => vault.Resolve(Id(Hospital, "1"), default));
        await Should.ThrowAsync<VaultException>(() => vault.Of(TwinId.Parse("mallory"), default));
    }

    [SkippableFact]
    public async Task with_a_new_key_everything_is_sealed_anew_while_gateways_work_and_the_older_one_opens_nothing_any_more()
    {
        var before = Process();
        await before.GetRequiredService<IStudies>().Put(new StudyPlan("nights", "Nights", StudyStatus.Active, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), "o", default);
        var older = before.GetRequiredService<IIdentityVault>();
        var twins = new List<TwinId>();
        for (var i = 0; i < 450; i++) twins.Add((await older.Register([Id(Hospital, $"{i}")], default)).Twin!.Value);
        var pseudonym = await before.GetRequiredService<IStudyPseudonyms>().Of("nights", twins[0], default);
        KeyFiles.Make(Key(2));

        var gateway = Process(key: 2, previous: 1);
        var vault = gateway.GetRequiredService<IIdentityVault>();
        (await vault.Resolve(Id(Hospital, "7"), default)).ShouldBe(twins[7]);
        (await vault.Register([Id(Hospital, "7"), Id(Clinic, "x")], default)).Twin.ShouldBe(twins[7]);
        (await Should.ThrowAsync<VaultException>(() => older.Resolve(Id(Hospital, "7"), default))).Message.ShouldContain("another key by now");
        (await Should.ThrowAsync<VaultException>(() => Process(key: 2).GetRequiredService<VaultStartup>().Open(default))).Message.ShouldContain("451 rows");

        // Stopped after the first step, begun again, and again beside itself.
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => Process(key: 2, previous: 1).GetRequiredService<VaultRotation>().Run(new Told(_ => stop.Cancel()), stop.Token));
        (await Count(gateway, "identifier where generation = 1")).ShouldBeInRange(1, 449);
        (await vault.Resolve(Id(Hospital, "449"), default)).ShouldBe(twins[449]);
        (await vault.Resolve(Id(Hospital, "1"), default)).ShouldBe(twins[1]);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Process(key: 2, previous: 1).GetRequiredService<VaultRotation>().Run(null, default))));

        var after = Process(key: 2);
        for (var i = 0; i < twins.Count; i += 50) (await after.GetRequiredService<IIdentityVault>().Resolve(Id(Hospital, $"{i}"), default)).ShouldBe(twins[i]);
        (await after.GetRequiredService<IStudyPseudonyms>().Resolve("nights", pseudonym, default)).ShouldBe(twins[0]);
        (await after.GetRequiredService<IStudyPseudonyms>().Of("nights", twins[0], default)).ShouldBe(pseudonym);
        await Should.ThrowAsync<VaultException>(() => Process(key: 1).GetRequiredService<VaultStartup>().Open(default));
        (await Count(after, "identifier")).ShouldBe(451);
    }

    private protected static PatientIdentifier Id(string system, string value) => Reader.TryRead(system, value, out var read, out _, out var fault) ? read : throw new ShouldAssertException(fault);

    private IIdentityVault Vault() => Process().GetRequiredService<IIdentityVault>();

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}

public sealed class Identities_in_a_file() : IdentitiesContract(null)
{
    [Fact]
    public async Task nothing_of_a_person_can_be_read_from_the_disk()
    {
        const string Number = "KANARIENVOGEL4711", System = "http://canary.example/kanari";
        var process = Process();
        var vault = process.GetRequiredService<IIdentityVault>();
        var twin = (await vault.Register([Id(System, Number)], default)).Twin!.Value;
        await vault.Add(twin, Id(System, Number + "B"), default);
        Search().ShouldBe(0);
        await vault.Forget(twin, default);
        Search().ShouldBe(0);
        Bytes().Sum(file => Occurrences(file, twin.Value)).ShouldBe(0); // not even which twin it was
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(Folder, "vault.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        int Search() => Bytes().Sum(file => Occurrences(file, "KANARI") + Occurrences(file, "kanari") + Occurrences(file, "4711"));
    }

    private IEnumerable<byte[]> Bytes() => Directory.EnumerateFiles(Folder).Select(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    });

    private static int Occurrences(byte[] bytes, string text) =>
        (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 ? 1 : 0) + (bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0 ? 1 : 0);
}

[Collection(PostgresCollection.Name)]
public sealed class Identities_in_PostgreSQL(SharedPostgres postgres) : IdentitiesContract(postgres);
