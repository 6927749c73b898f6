using TwinGrid.Erasure;
using TwinGrid.Gateway.Api.Fhir.Bulk;
using TwinGrid.Gateway.Api.Fhir.Privacy;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Subscriptions;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Writing;

namespace TwinGrid.Gateway.Api.Fhir;

/// <summary>Wires what the FHIR routes need.</summary>
internal static class FhirSetup
{
    public static void AddFhir(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SubscriptionOptions.From(configuration));
        services.AddSingleton<SubscriptionSeal>();
        services.AddSingleton<SubscriptionRegister>();
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<SubscriptionRegister>());
        services.AddSingleton<SubscriptionBodies>();
        services.AddSingleton<SubscriptionEvents>();
        services.AddSingleton<SubscriptionPost>();
        services.AddSingleton<SubscriptionSocket>();
        services.AddHostedService<SubscriptionPump>();
        services.AddSingleton(BulkOptions.From(configuration));
        services.AddSingleton<BulkShelf>();
        services.AddSingleton<IForgetsTwins>(provider => provider.GetRequiredService<BulkShelf>());
        services.AddSingleton<BulkSeal>();
        services.AddSingleton<CareBulk>();
        services.AddSingleton<StudyBulk>();
        services.AddSingleton<BulkOrders>();
        services.AddSingleton<BulkDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkDesk>());
        services.AddSingleton<ObservationSigns>();
        services.AddSingleton<PatientRegister>();
        services.AddSingleton<Owners>();
        services.AddSingleton<RecordIntake>();
        services.AddSingleton<RecordView>();
        services.AddSingleton<SearchedRecords>();
        services.AddSingleton<SearchInclusion>();
        services.AddSingleton<RecordSearch>();
        services.AddSingleton<RecordReader>();
        services.AddSingleton<RecordBundles>();
        services.AddSingleton<PrivacyRecords>();
        services.AddSingleton<ConsentFiling>();
        services.AddSingleton<TwinAnswers>();
        services.AddSingleton<StreamedSigns>();
        services.AddSingleton<LivingRecords>();
        services.AddSingleton<TwinBundle>();
    }
}
