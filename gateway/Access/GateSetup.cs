namespace TwinGrid.Gateway.Access;

/// <summary>Puts the gate before everything that answers.</summary>
internal static class GateSetup
{
    public static void AddGate(this IServiceCollection services)
    {
        services.AddSingleton<AccessGate>();
        services.AddSingleton<AuditedRoute>();
    }

    /// <summary>First step: row and credential.</summary>
    public static void UseCredentials(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<AccessGate>();
        app.Use(next => context => gate.Identify(context, next));
    }

    /// <summary>Second step: role, scope, relation, consent.</summary>
    public static void UseGate(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<AccessGate>();
        app.Use(next => context => gate.Admit(context, next));
    }
}
