using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Erasure;

/// <summary>A gateway that is its own issuer: of an erased patient neither the sign-in nor a device is left, in the store and in its bytes.</summary>
public sealed class A_patient_who_signs_in_is_erased : Gateway, IDisposable
{
    private const string Password = "correct horse battery", Name = "kanarienvogel-anna", DeviceName = "kanarienvogel-monitor";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeErased _erased = new();
    private readonly int _port = LoopbackPort.Free();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["TwinGrid:Identity:Issuer"] = $"http://127.0.0.1:{_port}", ["TwinGrid:Identity:BuiltIn"] = "true", ["TwinGrid:Data"] = _folder.Path,
    };

    public void Dispose() => _folder.Dispose();

    protected override void Prepare(WebApplicationBuilder builder) => builder.Services.AddSingleton<IErasedTwins>(_erased);

    [Fact]
    public async Task and_whoever_is_beside_signs_in_as_before()
    {
        await Within(async (people, clients) =>
        {
            await people.Put(Name, Password, "patient", "a", [], [], default);
            await people.Put("ben", Password, "patient", "b", [], [], default);
            await clients.Add(DeviceName, new ClientFacts("device", Clients.DeviceScopes, "a", "", "", null), [], isPublic: false, null, default);
            await clients.Add("mon-b", new ClientFacts("device", Clients.DeviceScopes, "b", "", "", null), [], isPublic: false, null, default);
        });
        Found().ShouldNotBeEmpty();

        _erased.LetGo(TwinId.Parse("a")); // by another gateway: this one hears of it

        await Eventually(() => Found().Count == 0);
        await Within(async (people, clients) =>
        {
            (await people.All(default)).Select(person => person.Name).ShouldBe(["ben"]);
            (await clients.All(default)).Select(client => client.Id).ShouldBe(["mon-b"]);
            (await people.Check("ben", Password, default)).ShouldNotBeNull();
        });
    }

    private async Task Within(Func<People, Clients, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<People>(), scope.ServiceProvider.GetRequiredService<Clients>());
    }

    private List<string> Found() => [.. Directory.GetFiles(_folder.Path, "identity.db*").Where(file => Contents(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes("kanarienvogel")) >= 0)];

    private static byte[] Contents(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
