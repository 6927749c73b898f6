using TwinGrid.Erasure;
using TwinGrid.Keys.Sealing;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Keys.Tests;

/// <summary>What every store of keys promises.</summary>
public abstract class KeyContract : IAsyncLifetime
{
    protected const string Secret = "b25lIHNlY3JldCB0aGF0IHNlYWxzIGFsbCBrZXlzISE=";
    protected const string OtherSecret = "YW5vdGhlciBzZWNyZXQsIG9mIHRoZSBuZXh0IHllYXI=";

    protected static readonly TwinId Ann = TwinId.Parse("ann"), Ben = TwinId.Parse("ben");

    private readonly List<PatientKeys> _open = [];

    protected TemporaryFolder Files { get; } = new();

    protected abstract KeyOptions Options { get; }

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (var keys in _open) await keys.DisposeAsync();
        Files.Dispose();
    }

    [SkippableFact]
    public async Task a_patient_has_one_key_whoever_asks_and_when()
    {
        var keys = await Open();
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keys.ForWriting(Ann, default).AsTask()));
        var ben = await keys.ForWriting(Ben, default);
        all.Distinct().Count().ShouldBe(1);
        ben.ShouldNotBe(all[0]);
        await Close(keys);
        keys = await Open();
        (await keys.ForWriting(Ann, default)).ShouldBe(all[0]);
        (await keys.Find(Ben, default)).ShouldBe(FoundKey.Kept(ben));
        (await keys.Find(TwinId.Parse("nobody"), default)).State.ShouldBe(KeyState.Absent);
    }

    [SkippableFact]
    public async Task a_destroyed_key_never_comes_back_and_the_next_patients_is_untouched()
    {
        var keys = await Open();
        await keys.ForWriting(Ann, default);
        var ben = await keys.ForWriting(Ben, default);
        await keys.Destroy(Ann, default);
        for (var start = 0; start < 2; start++)
        {
            keys.IsDestroyed(Ann).ShouldBeTrue();
            keys.TryFind("ann"u8, out _).ShouldBeFalse();
            (await keys.Find(Ann, default)).ShouldBe(FoundKey.Destroyed);
            (await Should.ThrowAsync<PatientErasedException>(async () => await keys.ForWriting(Ann, default))).Message.ShouldContain("erased");
            (await keys.Find(Ben, default)).ShouldBe(FoundKey.Kept(ben));
            await keys.Destroy(Ann, default); // again changes nothing
            await Close(keys);
            keys = await Open();
        }
    }

    [SkippableFact]
    public async Task a_pseudonym_that_never_had_a_key_can_be_closed_too()
    {
        var keys = await Open();
        await keys.Destroy(Ann, default);
        await Should.ThrowAsync<PatientErasedException>(async () => await keys.ForWriting(Ann, default));
    }

    [SkippableFact]
    public async Task a_new_secret_seals_every_key_anew_and_the_old_one_is_needed_no_more()
    {
        var keys = await Open();
        var names = Enumerable.Range(0, 2_500).Select(number => TwinId.Parse($"twin-{number}")).ToList();
        var made = await Task.WhenAll(names.Select(name => keys.ForWriting(name, default).AsTask()));
        await keys.Destroy(names[7], default);
        await Close(keys);

        var refused = await Should.ThrowAsync<KeysException>(() => Open(Options with { Secret = OtherSecret }));
        refused.Message.ShouldContain("secret that is not given");
        refused.Message.ShouldNotContain(Secret);

        var former = Path.Combine(Files.Path, "former");
        await File.WriteAllTextAsync(former, Secret + "\n");
        keys = await Open(Options with { Secret = OtherSecret, FormerSecretsFile = former });
        (await keys.Find(names[1], default)).ShouldBe(FoundKey.Kept(made[1]));
        (await keys.Reseal(default)).ShouldBe(names.Count - 1);
        (await keys.Reseal(default)).ShouldBe(0);
        await Close(keys);

        keys = await Open(Options with { Secret = OtherSecret });
        (await keys.Find(names[2_499], default)).ShouldBe(FoundKey.Kept(made[2_499]));
        (await keys.Find(names[7], default)).ShouldBe(FoundKey.Destroyed);
    }

    [SkippableFact]
    public async Task more_patients_than_fit_in_memory_have_their_keys_all_the_same()
    {
        var keys = await Open(Options with { HeldAtMost = 1_024 });
        var names = Enumerable.Range(0, 4_000).Select(number => TwinId.Parse($"twin-{number}")).ToList();
        var made = await Task.WhenAll(names.Select(name => keys.ForWriting(name, default).AsTask()));
        keys.Held.ShouldBeInRange(500, 820);
        for (var place = 0; place < names.Count; place += 7) (await keys.ForWriting(names[place], default)).ShouldBe(made[place]);
        keys.Held.ShouldBeInRange(500, 820);
    }

    [SkippableFact]
    public async Task what_is_sealed_opens_with_its_own_key_its_own_place_and_unchanged_only()
    {
        var keys = await Open();
        var (ann, ben) = (await keys.ForWriting(Ann, default), await keys.ForWriting(Ben, default));
        var plain = "120 over 80, Mrs Somebody"u8.ToArray();
        var bytes = new byte[PatientSeal.Length("ann", plain.Length)];
        PatientSeal.Seal(keys, ann, "ann", "here"u8, plain, bytes);
        var again = new byte[bytes.Length];
        PatientSeal.Seal(keys, ann, "ann", "here"u8, plain, again);
        again.ShouldNotBe(bytes, "no nonce is used twice");

        PatientSeal.TwinOf(bytes).SequenceEqual("ann"u8).ShouldBeTrue();
        bytes.AsSpan().IndexOf("Somebody"u8).ShouldBe(-1);
        var open = new byte[PatientSeal.OpenLength(bytes)];
        PatientSeal.TryOpen(ann, bytes, "here"u8, open).ShouldBeTrue();
        open.ShouldBe(plain);
        PatientSeal.TryOpen(ben, bytes, "here"u8, open).ShouldBeFalse();
        PatientSeal.TryOpen(ann, bytes, "there"u8, open).ShouldBeFalse();
        for (var place = 0; place < bytes.Length; place++)
        {
            byte[] changed = [.. bytes];
            changed[place] ^= 0x10;
            PatientSeal.TryOpen(ann, changed, "here"u8, new byte[PatientSeal.OpenLength(changed)]).ShouldBeFalse($"byte {place}");
        }
    }

    protected async Task<PatientKeys> Open(KeyOptions? options = null)
    {
        var keys = new PatientKeys(options ?? Options, TimeProvider.System);
        _open.Add(keys);
        await keys.Open(default);
        return keys;
    }

    protected async Task Close(PatientKeys keys)
    {
        _open.Remove(keys);
        await keys.DisposeAsync();
    }
}
