using System.Globalization;

namespace TwinGrid.Patients;

/// <summary>How a drug is taken, as far as a record says; that it is taken at all is a condition of the profile (<see cref="PatientProfile.Taking"/>).</summary>
/// <param name="Drug">The word of the clinical table: <c>metoprolol</c>, <c>insulin-basal</c>.</param>
/// <param name="PerDay">Amount a day, mg, or U of insulin; null: not said.</param>
/// <param name="Until">When it ends; null: not said.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Medication")]
public sealed record Medication([property: Id(0)] string Drug, [property: Id(1)] double? PerDay, [property: Id(2)] DateTimeOffset? Until)
{
    /// <summary>As a record's fact: <c>metoprolol|100|</c>.</summary>
    public string Told => string.Create(CultureInfo.InvariantCulture, $"{Drug}|{PerDay}|{Until?.UtcTicks}");

    /// <summary>Reads <see cref="Told"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Medication Read(string told)
    {
        ArgumentNullException.ThrowIfNull(told);
        if (told.Split('|') is not [var drug, var perDay, var until]) throw new FormatException($"'{told}' is no medication.");
        return new(
            drug, perDay.Length == 0 ? null : double.Parse(perDay, CultureInfo.InvariantCulture),
            until.Length == 0 ? null : new DateTimeOffset(long.Parse(until, CultureInfo.InvariantCulture), TimeSpan.Zero));
    }
}
