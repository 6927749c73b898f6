using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>The people of the built-in issuer.</summary>
internal sealed class People(IdentityStore store)
{
    /// <summary>Shortest password; NIST SP 800-63B asks for 15 where nothing but it is asked for.</summary>
    public const int ShortestPassword = 15;

    private static readonly PasswordHasher<string> Hasher = new();

    /// <summary>Hash of a password that nobody has: what is checked for a name that nobody has.</summary>
    private static readonly string NobodysHash = Hasher.HashPassword("", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public Task<Person?> Find(string subject, CancellationToken cancel) => store.People.AsNoTracking().SingleOrDefaultAsync(person => person.Subject == subject, cancel);

    public Task<List<Person>> All(CancellationToken cancel) => store.People.AsNoTracking().OrderBy(person => person.Name).ToListAsync(cancel);

    /// <summary>The person with this name and password; null otherwise, after the same time.</summary>
    public async Task<Person?> Check(string name, string password, CancellationToken cancel)
    {
        var person = await store.People.AsNoTracking().SingleOrDefaultAsync(one => one.Name == name, cancel);
        var isRight = Hasher.VerifyHashedPassword(name, person?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed;
        return isRight ? person : null;
    }

    /// <summary>Adds somebody, or changes who he is.</summary>
    /// <exception cref="IdentityException">The password is too short, or the role lacks what it needs.</exception>
    public async Task Put(string name, string password, string role, string? patient, IEnumerable<string> careTeams, IEnumerable<string> studies, CancellationToken cancel)
    {
        if (password.Length < ShortestPassword) throw new IdentityException($"The password is too short: it must have {ShortestPassword} characters at least.");
        ClientFacts.Demand(role, patient, device: null);
        var person = await store.People.SingleOrDefaultAsync(one => one.Name == name, cancel);
        if (person is null) store.Add(person = new Person { Name = name, Subject = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), Role = role });
        (person.PasswordHash, person.Role, person.Patient) = (Hasher.HashPassword(name, password), role, patient);
        (person.CareTeams, person.Studies) = (string.Join(' ', careTeams), string.Join(' ', studies));
        await store.SaveChangesAsync(cancel);
    }

    /// <summary>Takes somebody out; false when there is nobody of this name.</summary>
    public async Task<bool> Remove(string name, CancellationToken cancel) => await store.People.Where(one => one.Name == name).ExecuteDeleteAsync(cancel) > 0;
}
