using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>What a summary says, in Japanese or in English.</summary>
internal sealed record SummaryWords(
    string Language, string Title, IReadOnlyDictionary<SummaryPart, string> Parts, string NameTerm, string BirthDate, string Age, string Sex, string Female, string Male, string Unknown, string Height, string Weight, string Pseudonym, string MadeAt,
    string None, string Withheld, string Older, string When, string What, string Detail, string Standing, string Foreseen, string Until, string Measured, string Models, string Simulated, string WhoLooked, string Print, string Other,
    IReadOnlyDictionary<string, string> Signals, IReadOnlyDictionary<string, string> States)
{
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    public static SummaryWords English { get; } = new(
        "en", "Patient summary", new Dictionary<SummaryPart, string>
        {
            [SummaryPart.Problems] = "Problems", [SummaryPart.Allergies] = "Allergies and intolerances", [SummaryPart.Medications] = "Medication", [SummaryPart.Procedures] = "Procedures", [SummaryPart.Immunizations] = "Immunizations",
            [SummaryPart.Vitals] = "Vital signs, newest", [SummaryPart.Results] = "Laboratory results", [SummaryPart.Forecasts] = "What the twin foresees", [SummaryPart.Alerts] = "Open alerts",
        },
        "Name", "Born", "{0} years", "Sex", "female", "male", "not known", "Height", "Weight", "Pseudonym", "Made {0}", "Nothing is known.", "Kept back by the patient's consent.", "and {0} older ones", "When", "What", "Details", "Standing",
        "{0} to {1}, most likely {2}", "until {0}", "measured {0}", "Models: {0}", "What is foreseen is computed by models and was not measured; it replaces no examination.", "Who looked at this record", "Print", "日本語",
        new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    public static SummaryWords Japanese { get; } = new(
        "ja", "患者サマリー", new Dictionary<SummaryPart, string>
        {
            [SummaryPart.Problems] = "傷病名", [SummaryPart.Allergies] = "アレルギー・不耐", [SummaryPart.Medications] = "処方・服薬", [SummaryPart.Procedures] = "処置・手術", [SummaryPart.Immunizations] = "予防接種",
            [SummaryPart.Vitals] = "バイタルサイン（最新）", [SummaryPart.Results] = "検体検査結果", [SummaryPart.Forecasts] = "ツインによる予測", [SummaryPart.Alerts] = "未解決のアラート",
        },
        "氏名", "生年月日", "{0} 歳", "性別", "女性", "男性", "不明", "身長", "体重", "仮名 ID", "作成日時 {0}", "記録はありません。", "本人の同意設定により表示されません。", "ほか {0} 件", "日付", "内容", "詳細", "状態",
        "{0}～{1}（中央値 {2}）", "{0} まで", "{0} 測定", "モデル: {0}", "予測はモデルによる計算値であり、測定値ではありません。診察に代わるものではありません。", "この記録を閲覧した人", "印刷", "English",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["heart-rate"] = "心拍数", ["respiratory-rate"] = "呼吸数", ["oxygen-saturation"] = "酸素飽和度", ["systolic-pressure"] = "収縮期血圧", ["diastolic-pressure"] = "拡張期血圧", ["mean-arterial-pressure"] = "平均動脈圧",
            ["body-temperature"] = "体温", ["glucose"] = "グルコース（CGM）", ["blood-glucose"] = "血糖", ["consciousness"] = "意識（ACVPU）", ["oxygen-flow"] = "酸素流量", ["inspired-oxygen"] = "吸入酸素濃度", ["carbohydrate"] = "炭水化物摂取",
            ["insulin-bolus"] = "インスリン追加投与", ["insulin-basal-rate"] = "インスリン基礎注入", ["steps"] = "歩数", ["sleep-duration"] = "睡眠時間", ["body-weight"] = "体重",
            ["body-height"] = "身長", ["body-mass-index"] = "BMI", ["creatinine"] = "クレアチニン", ["egfr"] = "推算糸球体濾過量（eGFR）", ["cystatin-c"] = "シスタチン C", ["urea-nitrogen"] = "尿素窒素", ["uric-acid"] = "尿酸", ["sodium"] = "ナトリウム",
            ["potassium"] = "カリウム", ["chloride"] = "クロール", ["calcium"] = "カルシウム", ["leucocytes"] = "白血球数", ["neutrophils"] = "好中球数", ["haemoglobin"] = "ヘモグロビン", ["platelets"] = "血小板数", ["lactate"] = "乳酸",
            ["crp"] = "C 反応性蛋白（CRP）", ["procalcitonin"] = "プロカルシトニン", ["ast"] = "AST", ["alt"] = "ALT", ["alp"] = "ALP", ["ggt"] = "γ-GT", ["bilirubin"] = "総ビリルビン", ["albumin"] = "アルブミン", ["inr"] = "PT-INR", ["bnp"] = "BNP",
            ["nt-probnp"] = "NT-proBNP", ["hba1c"] = "HbA1c",
        },
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["active"] = "継続中", ["recurrence"] = "再発", ["relapse"] = "再燃", ["inactive"] = "非活動", ["remission"] = "寛解", ["resolved"] = "治癒", ["completed"] = "完了", ["stopped"] = "中止", ["final"] = "確定", ["preliminary"] = "暫定",
            ["amended"] = "修正", ["corrected"] = "訂正", ["cancelled"] = "取消", ["on-hold"] = "保留", ["intended"] = "予定", ["unknown"] = "不明", ["not-done"] = "未実施", ["high"] = "高", ["moderate"] = "中", ["low"] = "低",
        });

    /// <summary>The words for <c>ja</c>, <c>en</c>, or what a browser prefers; English for others.</summary>
    public static SummaryWords In(string? language) => language?.StartsWith("ja", StringComparison.OrdinalIgnoreCase) == true ? Japanese : English;

    /// <summary>What a resource is about; signals in the language.</summary>
    public string Name(JsonObject resource) =>
        References.At(resource, "code.coding").Where(coding => References.Text(coding, "system") == TwinWords.Signals).Select(coding => References.Text(coding, "code")).OfType<string>().Select(slug => Signals.GetValueOrDefault(slug)).FirstOrDefault(name => name is not null) ?? ResourceWords.Name(resource);

    public string State(string? word) => word is null ? "" : States.GetValueOrDefault(word, word);

    public string Empty(SummarySection section) => section.IsWithheld ? Withheld : None;

    public string SexOf(PatientProfile profile) => profile.Sex switch { TwinGrid.Patients.Sex.Female => Female, TwinGrid.Patients.Sex.Male => Male, _ => Unknown };

    /// <summary>A day or an instant of FHIR; what is coarser than a day stays as it is.</summary>
    public string Day(string? time)
    {
        if (time is not { Length: >= 10 }) return time ?? "";
        if (time.Length == 10) return DateOnly.TryParseExact(time, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Day(day) : time;
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Instant(at) : time;
    }

    public string Day(DateOnly day) => day.ToString(Language == "ja" ? "yyyy年M月d日" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>In Japan's time in Japanese, else in UTC.</summary>
    public string Instant(DateTimeOffset at) => Language == "ja"
        ? at.ToOffset(Japan).ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture)
        : at.UtcDateTime.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
