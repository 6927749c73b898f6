using System.Text.Json;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.Clinical;

/// <summary>
/// What diagnoses, drugs and procedures of other people's systems mean to a twin, by code and by name: one table, as data, for records and claims alike. Names are compared without regard to width and
/// letters' case; a diagnosis must be the whole name (it may only be suspected), a drug's may stand within that of its product. A site may add rows of its own: the claims' masters are not free to ship.
/// </summary>
public sealed class ClinicalTable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private readonly ClinicalRow[] _conditions, _drugs, _procedures;

    private ClinicalTable(params IReadOnlyList<TableFile> files)
    {
        _conditions = [.. files.SelectMany(file => file.Conditions ?? [])];
        _drugs = [.. files.SelectMany(file => file.Drugs ?? [])];
        _procedures = [.. files.SelectMany(file => file.Procedures ?? [])];
    }

    /// <summary>The table that is shipped.</summary>
    public static ClinicalTable Shipped { get; } = new(Read(Own(), "the shipped table"));

    /// <summary>The shipped table and the rows of a file in its form.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the message names file and reason.</exception>
    public static ClinicalTable With(string file)
    {
        try
        {
            return new(Read(Own(), "the shipped table"), Read(File.ReadAllBytes(file), file));
        }
        catch (IOException error)
        {
            throw new InvalidDataException($"The clinical table {file} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Words for a coded diagnosis, in the table's order.</summary>
    public IReadOnlyList<string> OfDiagnosis(ClinicalCode code) => [.. _conditions.Where(row => row.Has(code)).Select(row => row.Word).Distinct(StringComparer.Ordinal)];

    /// <summary>Words for a diagnosis by its whole name.</summary>
    public IReadOnlyList<string> OfDiagnosis(string name) => [.. _conditions.Where(row => row.Is(Plain(name))).Select(row => row.Word).Distinct(StringComparer.Ordinal)];

    /// <summary>Drugs, or kinds of them, for a coded product.</summary>
    public IReadOnlyList<string> OfDrug(ClinicalCode code) => [.. _drugs.Where(row => row.Has(code)).Select(row => row.Word).Distinct(StringComparer.Ordinal)];

    /// <summary>Drugs, or kinds of them, that a product's name names.</summary>
    public IReadOnlyList<string> OfDrug(string name) => [.. _drugs.Where(row => row.IsIn(Plain(name))).Select(row => row.Word).Distinct(StringComparer.Ordinal)];

    /// <summary>Words for a coded procedure.</summary>
    public IReadOnlyList<string> OfProcedure(ClinicalCode code) => [.. _procedures.Where(row => row.Has(code)).Select(row => row.Word).Distinct(StringComparer.Ordinal)];

    /// <summary>Names as they are compared: one width, no blanks at the ends.</summary>
    private static string Plain(string name) => Widths.Plain(name).Trim();

    private static TableFile Read(byte[] json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<TableFile>(json, Options) ?? throw new InvalidDataException($"The clinical table {name} is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The clinical table {name} cannot be read: {error.Message}", error);
        }
    }

    private static byte[] Own()
    {
        using var stream = typeof(ClinicalTable).Assembly.GetManifestResourceStream("ClinicalTable.json") ?? throw new InvalidOperationException("The table is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed record TableFile(ClinicalRow[]? Conditions, ClinicalRow[]? Drugs, ClinicalRow[]? Procedures);

    private sealed record ClinicalRow(string Word, string[]? Names, string[]? Snomed, string[]? Icd10, string[]? Medis, string[]? Yj, string[]? Receipt, string[]? Unless, string[]? Atc)
    {
        public bool Has(ClinicalCode code) => code.System switch
        {
            ClinicalSystem.Snomed => Contains(Snomed, code.Code),
            ClinicalSystem.Icd10 => Array.Exists(Icd10 ?? [], begin => code.Code.Replace(".", "", StringComparison.Ordinal).StartsWith(begin.Replace(".", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)),
            ClinicalSystem.Medis => Contains(Medis, code.Code),
            ClinicalSystem.Yj => Array.Exists(Yj ?? [], begin => code.Code.StartsWith(begin, StringComparison.Ordinal)),
            ClinicalSystem.Receipt => Contains(Receipt, code.Code),
            ClinicalSystem.Atc => Array.Exists(Atc ?? [], begin => code.Code.StartsWith(begin, StringComparison.OrdinalIgnoreCase)),
            _ => false,
        };

        public bool Is(string name) => Array.Exists(Names ?? [], known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

        public bool IsIn(string name) => Array.Exists(Names ?? [], known => name.Contains(known, StringComparison.OrdinalIgnoreCase)) && !Array.Exists(Unless ?? [], other => name.Contains(other, StringComparison.OrdinalIgnoreCase));

        private static bool Contains(string[]? codes, string code) => Array.IndexOf(codes ?? [], code) >= 0;
    }
}

/// <summary>A code and what it is a code of.</summary>
public readonly record struct ClinicalCode(ClinicalSystem System, string Code);

/// <summary>Systems of codes that the table knows.</summary>
public enum ClinicalSystem : byte
{
    None = 0,
    Snomed = 1,

    /// <summary>ICD-10 of WHO and of Japan, and ICD-10-CM; with or without the dot.</summary>
    Icd10 = 2,

    /// <summary>Standard disease names of MEDIS, by key number.</summary>
    Medis = 3,

    /// <summary>YJ codes and general-name codes: both begin with the drug's class and ingredient.</summary>
    Yj = 4,

    /// <summary>The claims' masters of diseases and drugs.</summary>
    Receipt = 5,

    /// <summary>Anatomical therapeutic chemical classification: groups and what belongs to them.</summary>
    Atc = 6,
}
