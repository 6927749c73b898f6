namespace TwinGrid.Gateway.Pages.Imports;

/// <summary>What the page of imports says, in the visitor's language.</summary>
/// <param name="Language">Of the words, as HTML names it.</param>
public sealed record ImportWords(
    string Language, string Title, string More, string Drop, string Choose, string Twin, string TwinHint, string Receiving, string Reading, string Writing, string Taken, string Unchanged, string Kinds, string Flagged, string Understood,
    string LeftOut, string Place, string Reason, string Notes, string Refused, string NothingTaken, string Twins, string Nobody, string TooLarge, string Times, IReadOnlyDictionary<string, string> Formats)
{
    public static ImportWords English { get; } = new(
        "en", "Take in a file", "FHIR (JSON, XML, a resource a line), HL7 v2, receipt claims (UKE), genomes (VCF), Open mHealth, Apple Health, Nightscout. What it is, is told by its content. What is refused leaves nothing behind.",
        "Drop files here", "or choose some", "Twin", "Needed for genomes and files of phones, which do not say whose they are", "Coming in", "Being read", "Being written", "{0} taken", "{0} of them stood there already", "What was taken",
        "Taken, but not believed", "Read otherwise than written", "Not taken", "Where", "Why", "What it comes to", "Nothing of it was taken", "Nothing in it is for a twin that you may see.", "Twins that it reached", "no twin that you may see",
        "The file is larger than {0} MiB.", "{0} ×", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fhir"] = "FHIR R4", ["hl7"] = "HL7 v2", ["uke"] = "Receipt claims", ["genome"] = "Genome (VCF)", ["open-mhealth"] = "Open mHealth", ["apple-health"] = "Apple Health", ["nightscout"] = "Nightscout",
        });

    public static ImportWords Japanese { get; } = new(
        "ja", "ファイルの取り込み", "FHIR（JSON・XML・NDJSON）、HL7 v2、レセプト（UKE）、ゲノム（VCF）、Open mHealth、Apple ヘルスケア、Nightscout に対応。形式は中身から判別します。拒否されたファイルは何も残しません。",
        "ここにファイルをドロップ", "または選択してください", "ツイン", "ゲノムとスマートフォンのファイルでは必要です（誰のものか書かれていないため）", "受信中", "読み取り中", "書き込み中", "{0} 件を取り込みました", "うち {0} 件は登録済みでした", "取り込んだもの",
        "取り込んだが疑わしいもの", "読み替えたもの", "取り込まなかったもの", "場所", "理由", "結果", "何も取り込みませんでした", "閲覧できるツインに関するものはありませんでした。", "変更されたツイン", "閲覧できるツインなし",
        "ファイルが {0} MiB を超えています。", "{0} 件", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fhir"] = "FHIR R4", ["hl7"] = "HL7 v2", ["uke"] = "レセプト電算", ["genome"] = "ゲノム（VCF）", ["open-mhealth"] = "Open mHealth", ["apple-health"] = "Apple ヘルスケア", ["nightscout"] = "Nightscout",
        });

    /// <summary>The words for a language such as <c>ja-JP</c>; English for others.</summary>
    public static ImportWords In(string? language) => language?.StartsWith("ja", StringComparison.OrdinalIgnoreCase) == true ? Japanese : English;
}
