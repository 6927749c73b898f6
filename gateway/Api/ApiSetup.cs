using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Disclosure.Noise;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Accesses;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Alerts;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Consents;
using TwinGrid.Gateway.Api.Erasure;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Gateway.Api.Fhir;
using TwinGrid.Gateway.Api.Forecasts;
using TwinGrid.Gateway.Api.Hardening;
using TwinGrid.Gateway.Api.Health;
using TwinGrid.Gateway.Api.Imports;
using TwinGrid.Gateway.Api.Nightscout;
using TwinGrid.Gateway.Api.Patients;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Studies;
using TwinGrid.Gateway.Api.Studies.Exports;
using TwinGrid.Gateway.Api.Summaries;
using TwinGrid.Gateway.Api.Treatments;
using TwinGrid.Gateway.Api.Trials;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Gateway.Hl7;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Mqtt;
using TwinGrid.Vault;

namespace TwinGrid.Gateway.Api;

/// <summary>Wires the JSON API: services here, routes there.</summary>
public static class ApiSetup
{
    /// <summary>Adds what the API needs. The host adds an <see cref="IGrainFactory"/> and an <see cref="VitalsLog.IVitalsLog"/>.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddIdentity();
        builder.AddAdmission();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddGate();
        services.AddReference();
        services.AddAccess();
        services.AddIdentityVault(new VaultOptions { IsAbsent = true }); // unless the host has added one
        services.AddSingleton<KnownTwins>();
        services.AddSingleton<RenderedTwins>();
        services.AddSingleton<Desks>();
        services.AddSingleton<Rosters>();
        services.AddSingleton<Worklists>();
        services.AddSingleton<UcumUnits>();
        services.AddSingleton<PacketReader>();
        services.AddSingleton<PlainPacketReader>();
        services.AddMetrics();
        services.AddSingleton<WakeDoor>();
        services.AddSingleton<PacketMeter>();
        services.AddSingleton<LagWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LagWatch>());
        services.AddSingleton<PacketIntake>();
        services.AddSingleton<PacketStream>();
        services.AddSingleton<SampleConversion>();
        services.AddSingleton<SampleImport>();
        services.AddSingleton(ClinicalTables.From(builder.Configuration));
        services.AddSingleton<ClaimsImport>();
        services.AddSingleton<GenomeImport>();
        services.AddSingleton<RecordFile>();
        services.AddSingleton<MessageFile>();
        services.AddSingleton<FileImport>();
        services.AddNightscout(builder.Configuration);
        services.AddSingleton(Hl7Options.From(builder.Configuration));
        services.AddSingleton<Hl7ResultReader>();
        services.AddSingleton<Hl7Intake>();
        services.AddSingleton<MllpServer>();
        services.AddHostedService(provider => provider.GetRequiredService<MllpServer>());
        services.AddSingleton(provider => MqttOptions.From(builder.Configuration, provider.GetRequiredService<IdentityOptions>()));
        services.AddSingleton<MqttIntake>();
        services.AddHostedService<MqttServing>();
        services.AddSingleton<HistoryRoute>();
        services.AddFhir(builder.Configuration);
        services.AddSingleton<SummaryReader>();
        services.AddSingleton<ScenarioReader>();
        services.TryAddSingleton<IRandomBits, SecureBits>();
        services.AddSingleton<Privately>();
        services.AddSingleton<OpenStudies>();
        services.AddSingleton<Cohort>();
        services.AddSingleton<Aggregator>();
        services.AddSingleton(ExportOptions.From(builder.Configuration));
        services.AddSingleton<ExportShelf>();
        services.AddSingleton<ExportMembers>();
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<ExportMembers>());
        services.AddSingleton<ExportWork>();
        services.AddSingleton<ExportDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<ExportDesk>());
        services.AddSingleton<TrialStarter>();
        services.AddSingleton<TrialStream>();
        services.AddHostedService<TrialBookkeeper>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<EventPlaces>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<SilosInReach>();
        services.TryAddSingleton(IErasedTwins.None); // unless the host keeps keys
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<KnownTwins>());
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<RenderedTwins>());
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton<IForgetsTwins, VaultForgets>();
        services.AddSingleton<Forgetting>();
        services.AddHostedService(provider => provider.GetRequiredService<Forgetting>());
        services.AddHostedService<DeskPump>();
        services.AddHostedService<LoopbackOnly>();
        services.AddSingleton<GatewayDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayDrain>());
    }

    /// <summary>Adds the API's routes and what stands before them.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseDrain();
        app.UseProblemAnswers();
        app.UseWebSockets();
        app.UseLocalVisitorsOnly();
        app.UseIdentity();
        app.UseCredentials();
        app.UseRateLimiter();
        app.UseGate();

        var v1 = app.MapGroup("/v1").RequireRateLimiting(Doorkeeper.Requests);
        v1.AddEndpointFilter(app.Services.GetRequiredService<AuditedRoute>());
        v1.AddEndpointFilter(app.Services.GetRequiredService<WakeDoor>());
        v1.MapTwins();
        v1.MapSummaries();
        v1.MapErasure();
        v1.MapVerification();
        v1.MapVitals();
        v1.MapForecasts();
        v1.MapTreatments();
        v1.MapImports();
        v1.MapAlerts();
        v1.MapConsents();
        v1.MapAccesses();
        v1.MapPrivacy();
        v1.MapPatients();
        v1.MapStudies();
        v1.MapAggregates();
        v1.MapExports();
        v1.MapTrials();
        v1.MapEvents();
        app.MapSummaryPage();
        NightscoutRoutes.Map(app);
        app.MapFhir();
        app.MapHealth();
        app.MapIdentity();
        app.MapReference();
    }
}
