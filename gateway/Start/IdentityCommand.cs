using System.CommandLine;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Issuer;

namespace TwinGrid.Gateway.Start;

/// <summary><c>identity</c>: the people, programs and devices of the built-in issuer. Works beside a running gateway.</summary>
public static class IdentityCommand
{
    private const string PasswordVariable = "TWINGRID_PASSWORD";

    private static readonly Option<string> Data = new("--data") { Description = "Folder of the embedded files.", HelpName = "folder", DefaultValueFactory = _ => "data" };
    private static readonly Option<string?> Role = new("--role") { Description = $"One of {string.Join(", ", RoleWords.All)}.", HelpName = "role" };
    private static readonly Option<string?> Patient = new("--patient") { Description = "The twin of a patient or a device.", HelpName = "id" };
    private static readonly Option<string[]> Teams = new("--care-team") { Description = "A care team of a clinician; may be repeated.", HelpName = "team", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Studies = new("--study") { Description = "A study of a researcher; may be repeated.", HelpName = "study", DefaultValueFactory = _ => [] };
    private static readonly Option<string> Scopes = new("--scopes") { Description = "The most a program can be granted, separated by spaces.", HelpName = "scopes", DefaultValueFactory = _ => "" };
    private static readonly Option<string[]> Redirect = new("--redirect") { Description = "Address a program comes back to after signing in; may be repeated.", HelpName = "url", DefaultValueFactory = _ => [] };
    private static readonly Option<bool> Public = new("--public") { Description = "A program that cannot keep a secret: an app, a page." };
    private static readonly Option<FileInfo?> Keys = new("--jwks") { Description = "File with the public keys of a program that signs instead of sending a secret.", HelpName = "file" };
    private static readonly Argument<string> Name = new("name");

    public static Command Make()
    {
        var command = new Command("identity", "People, programs and devices of the built-in issuer.")
        {
            Does("add-person", $"Add somebody who signs in, or change him. The password comes from {PasswordVariable}, else from the first line of the input.", AddPerson, Name, Role, Patient, Teams, Studies),
            Does("add-program", "Add a program that acts for people (--redirect) or by itself (--role). Prints its secret, once.", AddProgram, Name, Role, Patient, Teams, Studies, Scopes, Redirect, Public, Keys),
            Does("add-device", "Add a device of a patient. Prints its secret, once.", AddDevice, Name, Patient),
            Does("rotate", "Hand out a new secret. The older one holds until the new one is used.", Rotate, Name),
            Does("remove", "Take out a person, program or device.", Remove, Name),
            Does("list", "Everyone who is there.", List),
        };
        command.Options.Add(Data);
        Data.Recursive = true;
        return command;
    }

    private static async Task<int> AddPerson(ParseResult given, Desk desk)
    {
        var password = Environment.GetEnvironmentVariable(PasswordVariable) ?? await Console.In.ReadLineAsync(desk.Stop) ?? "";
        await desk.People.Put(given.GetRequiredValue(Name), password, given.GetValue(Role) ?? "", given.GetValue(Patient), given.GetValue(Teams)!, given.GetValue(Studies)!, desk.Stop);
        return 0;
    }

    private static async Task<int> AddProgram(ParseResult given, Desk desk)
    {
        var role = given.GetValue(Role);
        if (role is not null) ClientFacts.Demand(role, given.GetValue(Patient), device: null);
        var facts = new ClientFacts(role, given.GetValue(Scopes)!, given.GetValue(Patient), string.Join(' ', given.GetValue(Teams)!), string.Join(' ', given.GetValue(Studies)!), null);
        var keys = given.GetValue(Keys) is { } file ? await File.ReadAllTextAsync(file.FullName, desk.Stop) : null;
        return Say(await desk.Clients.Add(given.GetRequiredValue(Name), facts, [.. given.GetValue(Redirect)!.Select(ComesBackTo)], given.GetValue(Public), keys, desk.Stop));
    }

    private static async Task<int> AddDevice(ParseResult given, Desk desk)
    {
        var (name, patient) = (given.GetRequiredValue(Name), given.GetValue(Patient));
        ClientFacts.Demand("device", patient, name);
        return Say(await desk.Clients.Add(name, new ClientFacts("device", Clients.DeviceScopes, patient, "", "", null), [], isPublic: false, jwks: null, desk.Stop));
    }

    private static async Task<int> Rotate(ParseResult given, Desk desk) =>
        Say(await desk.Clients.Rotate(given.GetRequiredValue(Name), desk.Stop) ?? throw new IdentityException($"'{given.GetValue(Name)}' is no program or device with a secret."));

    private static async Task<int> Remove(ParseResult given, Desk desk)
    {
        var name = given.GetRequiredValue(Name);
        return await desk.People.Remove(name, desk.Stop) | await desk.Clients.Remove(name, desk.Stop) ? 0 : throw new IdentityException($"There is no '{name}'.");
    }

    private static async Task<int> List(ParseResult given, Desk desk)
    {
        foreach (var person in await desk.People.All(desk.Stop)) Console.WriteLine($"person  {person.Name}  {person.Role}  {person.Patient}{person.CareTeams}{person.Studies}  {person.Subject}");
        foreach (var (id, facts) in await desk.Clients.All(desk.Stop)) Console.WriteLine($"program {id}  {facts.Role ?? "for people"}  {facts.Patient}{facts.CareTeams}{facts.Studies}  {facts.Scopes}");
        return 0;
    }

    private static Uri ComesBackTo(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && (uri.Scheme != "http" || uri.IsLoopback)
        ? uri
        : throw new IdentityException($"--redirect {address}: give a whole address without #; http for this machine only.");

    private static int Say(string? secret)
    {
        if (secret is not null) Console.WriteLine(secret);
        return 0;
    }

    private static Command Does(string name, string description, Func<ParseResult, Desk, Task<int>> work, params Symbol[] takes)
    {
        var command = new Command(name, description);
        foreach (var one in takes)
        {
            if (one is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)one);
        }
        command.TreatUnmatchedTokensAsErrors = false; // settings
        command.SetAction((given, stop) => At(given, work, stop));
        return command;
    }

    private static async Task<int> At(ParseResult given, Func<ParseResult, Desk, Task<int>> work, CancellationToken stop)
    {
        try
        {
            var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. given.UnmatchedTokens]).Build();
            var data = given.GetResult(Data) is { Implicit: false } ? given.GetValue(Data)! : settings["TwinGrid:Data"] ?? given.GetValue(Data)!;
            Directory.CreateDirectory(data);
            var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
            services.AddIdentityStore(IdentityOptions.From(settings, data));
            await using var provider = services.BuildServiceProvider();
            await using var scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IdentityStore>().Open(stop);
            return await work(given, new Desk(scope.ServiceProvider.GetRequiredService<People>(), scope.ServiceProvider.GetRequiredService<Clients>(), stop));
        }
        catch (Exception error) when (error is IdentityException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private sealed record Desk(People People, Clients Clients, CancellationToken Stop);
}
