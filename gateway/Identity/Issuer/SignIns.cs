using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TwinGrid.Erasure;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Forgets the sign-ins and devices of a patient, with what was issued to them; what they held in the file is overwritten.</summary>
internal sealed class SignIns(IServiceScopeFactory scopes) : IForgetsTwins
{
    public string What => "sign-ins and devices";

    public async Task<long> Forget(TwinId twin, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        var people = await store.People.AsNoTracking().Where(person => person.Patient == twin.Value).ToListAsync(cancel);
        var devices = (await scope.ServiceProvider.GetRequiredService<Clients>().All(cancel)).Where(client => client.Facts.Patient == twin.Value).ToList();
        if (people.Count + devices.Count == 0) return 0;
        await store.Database.OpenConnectionAsync(cancel);
        await store.Database.ExecuteSqlRawAsync("pragma secure_delete = on", cancel);
        foreach (var (id, _) in devices) await scope.ServiceProvider.GetRequiredService<Clients>().Remove(id, cancel);
        foreach (var person in people) await Forget(scope.ServiceProvider, person, cancel);
        await store.Database.ExecuteSqlRawAsync("pragma wal_checkpoint(truncate)", cancel);
        return people.Count + devices.Count;
    }

    private static async Task Forget(IServiceProvider services, Person person, CancellationToken cancel)
    {
        var (tokens, authorizations) = (services.GetRequiredService<IOpenIddictTokenManager>(), services.GetRequiredService<IOpenIddictAuthorizationManager>());
        await foreach (var token in tokens.FindBySubjectAsync(person.Subject, cancel)) await tokens.DeleteAsync(token, cancel);
        await foreach (var authorization in authorizations.FindBySubjectAsync(person.Subject, cancel)) await authorizations.DeleteAsync(authorization, cancel);
        await services.GetRequiredService<People>().Remove(person.Name, cancel);
    }
}
