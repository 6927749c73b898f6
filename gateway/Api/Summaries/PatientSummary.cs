using System.Text.Json.Nodes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>A patient's record in short, as far as who asks may see it.</summary>
/// <param name="Patient">With names and cards where who asks may see those.</param>
/// <param name="Models">Versions of the models behind what is foreseen and raised.</param>
internal sealed record PatientSummary(TwinId Twin, JsonObject Patient, PatientProfile Profile, IReadOnlyList<SummarySection> Sections, IReadOnlyList<string> Models, DateTimeOffset At);

/// <summary>A part of it.</summary>
/// <param name="Resources">Newest first.</param>
/// <param name="IsWithheld">True where the patient's consent keeps it from who asks: then it is empty.</param>
/// <param name="Left">How many older ones there are beside those.</param>
internal sealed record SummarySection(SummaryPart Part, IReadOnlyList<JsonObject> Resources, bool IsWithheld, int Left = 0);

/// <summary>Parts, in their order.</summary>
internal enum SummaryPart : byte
{
    Problems = 0,
    Allergies = 1,
    Medications = 2,
    Procedures = 3,
    Immunizations = 4,
    Vitals = 5,
    Results = 6,
    Forecasts = 7,
    Alerts = 8,
}
