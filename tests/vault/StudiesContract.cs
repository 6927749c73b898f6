using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault.Tests;

/// <summary>Studies and their pseudonyms, wherever the vault lies.</summary>
public abstract class StudiesContract(SharedPostgres? postgres) : VaultUnderTest(postgres)
{
    private static readonly TwinId Anna = TwinId.Parse("7f3a9c"), Bert = TwinId.Parse("0bd11e");

    [SkippableFact]
    public async Task a_study_is_registered_once_and_changed_afterwards()
    {
        var studies = Process().GetRequiredService<IStudies>();
        var (first, isNew) = await studies.Put(Plan("nights"), "officer-1", default);
        isNew.ShouldBeTrue();
        first.RegisteredBy.ShouldBe("officer-1");
        var (second, isNewAgain) = await studies.Put(Plan("nights") with { Title = "Longer nights", Status = StudyStatus.Completed }, "officer-2", default);
        isNewAgain.ShouldBeFalse();
        (second.Title, second.Status, second.RegisteredBy, second.KeyId).ShouldBe(("Longer nights", StudyStatus.Completed, "officer-1", first.KeyId));
        await studies.Put(Plan("days"), "officer-1", default);
        (await studies.All(default)).Select(study => study.Id).ShouldBe(["days", "nights"]);
        (await studies.Find("weeks", default)).ShouldBeNull();
        first.IsOpen(new DateOnly(2026, 3, 1)).ShouldBeTrue();
        first.IsOpen(new DateOnly(2027, 1, 1)).ShouldBeFalse();
        second.IsOpen(new DateOnly(2026, 3, 1)).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task a_patient_has_one_pseudonym_in_a_study_and_another_in_another_also_after_a_restart()
    {
        var (one, other) = (Process(), Process());
        await one.GetRequiredService<IStudies>().Put(Plan("nights"), "o", default);
        await one.GetRequiredService<IStudies>().Put(Plan("days"), "o", default);
        var given = await one.GetRequiredService<IStudyPseudonyms>().Of("nights", Anna, default);
        (await other.GetRequiredService<IStudyPseudonyms>().Of("nights", [Bert, Anna, Anna], default)).Skip(1).ShouldBe([given, given]);
        var elsewhere = await other.GetRequiredService<IStudyPseudonyms>().Of("days", Anna, default);
        elsewhere.ShouldNotBe(given);
        (await other.GetRequiredService<IStudyPseudonyms>().Resolve("nights", given, default)).ShouldBe(Anna);
        (await other.GetRequiredService<IStudyPseudonyms>().Resolve("nights", elsewhere, default)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task a_patients_times_are_shifted_alike_in_a_study_and_otherwise_in_another_until_its_key_is_destroyed()
    {
        var (one, other) = (Process(), Process());
        await one.GetRequiredService<IStudies>().Put(Plan("nights"), "o", default);
        await one.GetRequiredService<IStudies>().Put(Plan("days"), "o", default);
        TwinId[] twins = [Anna, Bert, .. Enumerable.Range(0, 500).Select(i => TwinId.Parse($"t{i}"))];
        var shifts = await one.GetRequiredService<IStudyPseudonyms>().Shifts("nights", twins, default);
        (await other.GetRequiredService<IStudyPseudonyms>().Shifts("nights", twins, default)).ShouldBe(shifts);
        shifts.ShouldAllBe(shift => Math.Abs(shift.TotalDays) > 6.98 && Math.Abs(shift.TotalDays) < 182.02);
        shifts.Distinct().Count().ShouldBeGreaterThan(490);
        shifts.Count(shift => shift > TimeSpan.Zero).ShouldBeInRange(180, 320);
        (await one.GetRequiredService<IStudyPseudonyms>().Shifts("days", twins, default)).Zip(shifts).Count(pair => pair.First == pair.Second).ShouldBeLessThan(3);
        await one.GetRequiredService<IStudies>().DestroyKey("nights", default);
        await Should.ThrowAsync<StudyRefusedException>(() => one.GetRequiredService<IStudyPseudonyms>().Shifts("nights", twins, default));
    }

    [SkippableFact]
    public async Task thousands_have_pseudonyms_that_differ_and_lead_back_each_to_its_own()
    {
        var process = Process();
        await process.GetRequiredService<IStudies>().Put(Plan("nights"), "o", default);
        TwinId[] twins = [.. Enumerable.Range(0, 2_000).Select(_ => TwinId.NewRandom())];
        var pseudonyms = process.GetRequiredService<IStudyPseudonyms>();
        var made = await Task.WhenAll(pseudonyms.Of("nights", twins, default), pseudonyms.Of("nights", [.. twins.Reverse()], default));
        made[0].Distinct().Count().ShouldBe(twins.Length);
        made[1].Reverse().ShouldBe(made[0]);
        foreach (var place in (int[])[0, 999, 1_999]) (await pseudonyms.Resolve("nights", made[0][place], default)).ShouldBe(twins[place]);
    }

    [SkippableFact]
    public async Task with_its_key_destroyed_no_pseudonym_leads_anywhere_for_good()
    {
        var (one, other) = (Process(), Process());
        var studies = one.GetRequiredService<IStudies>();
        await studies.Put(Plan("nights"), "o", default);
        await studies.Put(Plan("days"), "o", default);
        var given = await other.GetRequiredService<IStudyPseudonyms>().Of("nights", Anna, default);
        var kept = await other.GetRequiredService<IStudyPseudonyms>().Of("days", Anna, default);

        var destroyed = await studies.DestroyKey("nights", default);

        destroyed!.KeyDestroyedAt.ShouldNotBeNull();
        destroyed.Status.ShouldBe(StudyStatus.Completed);
        await Should.ThrowAsync<StudyRefusedException>(() => other.GetRequiredService<IStudyPseudonyms>().Resolve("nights", given, default));
        await Should.ThrowAsync<StudyRefusedException>(() => other.GetRequiredService<IStudyPseudonyms>().Of("nights", Anna, default));
        (await Should.ThrowAsync<StudyRefusedException>(() => studies.Put(Plan("nights"), "o", default))).Message.ShouldContain("destroyed");
        (await studies.DestroyKey("nights", default))!.KeyDestroyedAt.ShouldBe(destroyed.KeyDestroyedAt);
        (await studies.DestroyKey("weeks", default)).ShouldBeNull();
        (await Count(one, "pseudonym where study = 'nights'")).ShouldBe(0);
        (await other.GetRequiredService<IStudyPseudonyms>().Resolve("days", kept, default)).ShouldBe(Anna);
    }

    [SkippableFact]
    public async Task a_study_that_is_not_registered_has_no_pseudonyms() =>
        (await Should.ThrowAsync<StudyRefusedException>(() => Process().GetRequiredService<IStudyPseudonyms>().Of("nights", Anna, default))).Message.ShouldContain("nights");

    [SkippableFact]
    public async Task a_row_that_was_moved_to_another_pseudonym_does_not_open()
    {
        var process = Process();
        await process.GetRequiredService<IStudies>().Put(Plan("nights"), "o", default);
        var pseudonyms = process.GetRequiredService<IStudyPseudonyms>();
        var (anna, bert) = (await pseudonyms.Of("nights", Anna, default), await pseudonyms.Of("nights", Bert, default));
        await Execute($"update pseudonym set sealed_twin = (select sealed_twin from pseudonym where pseudonym = '{bert.Value}') where pseudonym = '{anna.Value}'");
        await Should.ThrowAsync<VaultException>(() => pseudonyms.Resolve("nights", anna, default));
    }

    [SkippableFact]
    public async Task several_processes_that_start_at_once_make_the_vault_once()
    {
        var processes = Enumerable.Range(0, 4).Select(_ => Process()).ToList();
        await Task.WhenAll(processes.Select(process => Task.Run(() => process.GetRequiredService<VaultStartup>().Open(default))));
        (await Count(processes[0], "vault_key")).ShouldBe(1);
    }

    [SkippableFact]
    public async Task a_wrong_key_is_told_at_the_start()
    {
        await Process().GetRequiredService<VaultStartup>().Open(default);
        Keys.KeyFiles.Make(Key(2));
        (await Should.ThrowAsync<VaultException>(() => Process(key: 2).GetRequiredService<VaultStartup>().Open(default))).Message.ShouldContain("not the one it is sealed with");
        (await Should.ThrowAsync<VaultException>(() => Process(key: 3).GetRequiredService<VaultStartup>().Open(default))).Message.ShouldContain("cannot be read");
    }

    [SkippableFact]
    public async Task a_vault_of_a_newer_version_is_refused_in_one_sentence()
    {
        await Process().GetRequiredService<VaultStartup>().Open(default);
        await Execute("insert into schema_version (room, version, name, applied_at) values ('vault', 999, 'from the future', '2030-01-01')");
        (await Should.ThrowAsync<VaultException>(() => Process().GetRequiredService<VaultStartup>().Open(default))).Message.ShouldContain("vault schema is at version 999");
    }

    private static StudyPlan Plan(string id) => new(id, "Nights", StudyStatus.Active, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31));
}

public sealed class Studies_in_a_file() : StudiesContract(null);

[Collection(PostgresCollection.Name)]
public sealed class Studies_in_PostgreSQL(SharedPostgres postgres) : StudiesContract(postgres);
