using Microsoft.Data.Sqlite;

namespace TwinGrid.Keys.Tests;

public sealed class Keys_in_SQLite : KeyContract
{
    private string Folder => Path.Combine(Files.Path, "keys");

    protected override KeyOptions Options => new() { Folder = Folder, Secret = Secret };

    public override Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task no_file_holds_a_destroyed_key_any_more_not_even_sealed()
    {
        var keys = await Open();
        await keys.ForWriting(Ann, default);
        await keys.ForWriting(Ben, default);
        var (ann, ben) = (Sealed("ann"), Sealed("ben"));
        Holding(ann).ShouldNotBeEmpty();
        await keys.Destroy(Ann, default);
        Holding(ann).ShouldBeEmpty();
        Holding(ben).ShouldNotBeEmpty();
        await Close(keys);
        Holding(ann).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_secret_is_made_at_the_first_start_for_its_user_alone()
    {
        var options = new KeyOptions { Folder = Folder };
        var keys = await Open(options);
        var key = await keys.ForWriting(Ann, default);
        await Close(keys);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(Folder, "secret.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await (await Open(options)).ForWriting(Ann, default)).ShouldBe(key);
    }

    [Theory]
    [InlineData("not base 64")]
    [InlineData("c2hvcnQ=")]
    [InlineData("")]
    public async Task a_secret_that_is_none_is_refused_and_not_shown(string text)
    {
        var refused = await Should.ThrowAsync<KeysException>(() => Open(new KeyOptions { Folder = Folder, Secret = text }));
        refused.Message.ShouldContain("32 bytes in Base64");
        if (text.Length > 0) refused.Message.ShouldNotContain(text);
    }

    private byte[] Sealed(string twin)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "patient-keys.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select sealed from patient_key where twin = $twin";
        command.Parameters.AddWithValue("$twin", twin);
        return (byte[])command.ExecuteScalar()!;
    }

    private List<string> Holding(byte[] bytes) => [.. Directory.GetFiles(Folder).Where(file => Contents(file).AsSpan().IndexOf(bytes) >= 0)];

    private static byte[] Contents(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
