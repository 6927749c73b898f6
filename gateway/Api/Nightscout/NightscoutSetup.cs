using TwinGrid.Gateway.Access;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>Wires what phones of Nightscout need.</summary>
internal static class NightscoutSetup
{
    /// <summary>Puts the phones' secrets before the credentials that are there already.</summary>
    public static void AddNightscout(this IServiceCollection services, IConfiguration configuration)
    {
        var options = UploaderOptions.From(configuration);
        services.AddSingleton(options);
        services.AddSingleton<NightscoutRoutes>();
        if (options.TwinsBySecret.Count == 0) return;
        var others = services.Last(service => service.ServiceType == typeof(ICredentials)).ImplementationType!;
        services.AddSingleton<ICredentials>(provider => new UploaderCredentials((ICredentials)ActivatorUtilities.CreateInstance(provider, others), options));
    }
}
