using System.Text.Json;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Alerts;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>An event written out once for all who listen.</summary>
/// <param name="Type">alert or twin.</param>
internal sealed record RelayedEvent(long Sequence, string Type, TwinId Twin, byte[] Json)
{
    /// <summary>What a consent calls that which is in it.</summary>
    public DataClass Data => Type == "alert" ? DataClass.Alerts : DataClass.Vitals | DataClass.Forecasts | DataClass.Alerts;

    /// <summary>Null for a kind of event that this version does not know.</summary>
    public static RelayedEvent? Of(DeskEvent happened, DateTimeOffset now) => happened switch
    {
        { Alert: { } alert } => new(happened.Sequence, "alert", alert.TwinId, JsonSerializer.SerializeToUtf8Bytes(AlertView.Of(alert), ApiJson.Options)),
        { Twin: { } row } => new(happened.Sequence, "twin", row.TwinId, JsonSerializer.SerializeToUtf8Bytes(RowView.Of(row, now), ApiJson.Options)),
        _ => null,
    };
}
