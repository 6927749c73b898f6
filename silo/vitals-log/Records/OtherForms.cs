using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Treatments;
using static TwinGrid.VitalsLog.Records.StoredTime;

namespace TwinGrid.VitalsLog.Records;

/// <summary>Everything that is no packet, to and from its stored form.</summary>
internal static class OtherForms
{
    public static OtherRecord Of(ITwinRecord record)
    {
        var stored = new OtherRecord { TwinId = record.TwinId.Value, KnownAt = Ticks(record.KnownAt) };
        switch (record)
        {
            case ProfileRecord entered: stored.Profile = Of(entered.Profile); break;
            case NightRecord night: stored.Night = new NightEntry { Night = Ticks(night.Night) }; break;
            case CommandRecord given: stored.Command = Of(given.Command); break;
            case TreatmentEntryRecord treated: stored.Treatment = Of(treated.Entry); break;
            case ClockRecord: stored.Clock = new ClockEntry(); break;
            default: throw new ArgumentException($"The log keeps no {record.GetType().Name}.", nameof(record));
        }
        return stored;
    }

    /// <param name="sealedFor">Whose it is, where it does not say so itself.</param>
    /// <exception cref="FormatException">It is of a kind that a newer version wrote.</exception>
    public static ITwinRecord Read(OtherRecord stored, TwinId sealedFor)
    {
        var (twin, knownAt) = (stored.TwinId.Length > 0 || sealedFor == default ? TwinId.Parse(stored.TwinId) : sealedFor, Time(stored.KnownAt));
        return stored.WhatCase switch
        {
            OtherRecord.WhatOneofCase.Profile => new ProfileRecord(twin, knownAt, Read(stored.Profile)),
            OtherRecord.WhatOneofCase.Night => new NightRecord(twin, knownAt, Time(stored.Night.Night)),
            OtherRecord.WhatOneofCase.Command => new CommandRecord(twin, knownAt, Read(stored.Command)),
            OtherRecord.WhatOneofCase.Treatment => new TreatmentEntryRecord(twin, knownAt, Read(stored.Treatment)),
            OtherRecord.WhatOneofCase.Clock => new ClockRecord(twin, knownAt),
            _ => throw new FormatException("its kind is unknown to this version"),
        };
    }

    private static ProfileEntry Of(PatientProfile profile) => new()
    {
        BirthDate = profile.BirthDate.DayNumber,
        Sex = (uint)profile.Sex,
        HeightCm = profile.HeightCm,
        WeightKg = profile.WeightKg,
        Conditions = { profile.Conditions },
        DiabetesType = (uint)profile.DiabetesType,
        Medications = { (profile.Medications ?? []).Select(medication => medication.Told) },
    };

    private static PatientProfile Read(ProfileEntry entry) => new(
        DateOnly.FromDayNumber(entry.BirthDate), (Sex)entry.Sex, entry.HeightCm, entry.WeightKg, [.. entry.Conditions], (DiabetesType)entry.DiabetesType,
        entry.Medications.Count > 0 ? [.. entry.Medications.Select(Medication.Read)] : null);

    private static TreatmentEntryForm Of(TreatmentEntry entry)
    {
        var stored = new TreatmentEntryForm
        {
            EntryId = entry.EntryId, Kind = (uint)entry.Kind, At = Ticks(entry.At), What = entry.What, Amount = entry.Amount, DurationHours = entry.DurationHours, IsOral = entry.IsOral,
            IsRetracted = entry.IsRetracted,
        };
        if (entry.Text is { } text) stored.Text = text;
        if (entry.By is { } by) stored.By = by;
        return stored;
    }

    private static TreatmentEntry Read(TreatmentEntryForm stored) => new(
        stored.EntryId, (TreatmentKind)stored.Kind, Time(stored.At), stored.What, stored.Amount, stored.DurationHours, stored.IsOral, stored.HasText ? stored.Text : null,
        stored.HasBy ? stored.By : null, stored.IsRetracted);

    private static CommandEntry Of(AlertCommand command)
    {
        var entry = new CommandEntry { AlertId = command.AlertId, Action = (uint)command.Action, Who = command.Who ?? "" };
        if (command.Until is { } until) entry.Until = Ticks(until);
        if (command.Note is { } note) entry.Note = note;
        return entry;
    }

    private static AlertCommand Read(CommandEntry entry) => new(
        entry.AlertId, (AlertAction)entry.Action, entry.Who, entry.HasUntil ? Time(entry.Until) : null, entry.HasNote ? entry.Note : null);
}
