using System.Text;

namespace TwinGrid.Formats.Claims;

/// <summary>
/// Reads a file of claims in the format of レセ電 (UKE): Shift-JIS as Windows has it (CP932), lines of commas. Names are not read; what identifies a person is handed to who asked, once for each receipt, and
/// is in nothing that is returned.
/// </summary>
public sealed class ClaimReader
{
    private const int MostReceipts = 100_000, FirstDay = 13, Days = 31;

    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private readonly Func<ClaimIdentity, string?> _knows;
    private readonly List<Receipt> _receipts = [];
    private readonly SortedDictionary<string, int> _notRead = new(StringComparer.Ordinal);
    private ClaimLine? _header, _trailer;
    private OpenReceipt? _open;

    private ClaimReader(Func<ClaimIdentity, string?> knows) => _knows = knows;

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">From where it stands to its end; is left open.</param>
    /// <param name="knows">Is told whom a receipt is about and says what to call the person: a twin's pseudonym, or null.</param>
    /// <exception cref="UnreadableFileException">It is no such file, is cut off, or a field cannot be read; the place has line, record and field.</exception>
    public static ClaimFile Read(Stream file, Func<ClaimIdentity, string?> knows)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(knows);
        var reader = new ClaimReader(knows);
        using var text = new StreamReader(file, ShiftJis, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var number = 0L;
        try
        {
            while (text.ReadLine() is { } line)
            {
                number++;
                if (line.Trim('\u001a', ' ').Length > 0) reader.Take(new ClaimLine(line, number));
            }
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException($"after line {number}", "has bytes that are no Shift-JIS (CP932)");
        }
        return reader.Whole(number);
    }

    private void Take(ClaimLine line)
    {
        if (_header is null && line.Kind != "IR") throw line.Wrong(0, "must be IR, the institution: this is no file of claims");
        if (_trailer is not null) throw line.Wrong(0, "stands after the trailer GO");
        switch (line.Kind)
        {
            case "IR" when _header is null: _header = line; break;
            case "RE":
                Close();
                if (_receipts.Count >= MostReceipts) throw line.Wrong(0, $"is the {MostReceipts + 1}th receipt; a file may have {MostReceipts}");
                _open = new(line);
                break;
            case "GO":
                Close();
                _trailer = line;
                break;
            case "HO" or "KO" or "SN" or "SY" or "SI" or "IY" or "TO":
                (_open ?? throw line.Wrong(0, "stands before the first receipt RE")).Take(line);
                break;
            default:
                if (line.Kind.Length != 2 || !line.Kind.All(char.IsAsciiLetterUpper)) throw line.Wrong(0, "is no kind of record");
                _notRead[line.Kind] = _notRead.GetValueOrDefault(line.Kind) + 1;
                break;
        }
    }

    private void Close()
    {
        if (_open is null) return;
        _receipts.Add(_open.Receipt(_header!, _knows));
        _open = null;
    }

    private ClaimFile Whole(long lines)
    {
        if (_header is null) throw new UnreadableFileException("", "the file is empty");
        if (_trailer is null) throw new UnreadableFileException($"line {lines}", "the file ends without the trailer GO: it is cut off");
        return new(_header.Month(7), _receipts, _trailer.Whole(1), _trailer.Whole(2), _notRead);
    }

    private sealed class OpenReceipt(ClaimLine first)
    {
        private readonly List<ClaimDiagnosis> _diagnoses = [];
        private readonly List<ClaimItem> _items = [];
        private readonly List<ClaimLine> _funds = [];
        private ClaimLine? _insurer, _check;
        private string _category = "";

        public void Take(ClaimLine line)
        {
            switch (line.Kind)
            {
                case "HO": _insurer = _insurer is null ? line : throw line.Wrong(0, "is the receipt's second insurer"); break;
                case "KO": _funds.Add(line); break;
                case "SN": _check ??= line; break;
                case "SY": _diagnoses.Add(Diagnosis(line)); break;
                default: _items.Add(Item(line)); break;
            }
        }

        public Receipt Receipt(ClaimLine header, Func<ClaimIdentity, string?> knows)
        {
            if (_insurer is null && _funds.Count == 0) throw first.Wrong(0, "is a receipt without insurer HO and public fund KO");
            var points = _insurer is not null ? _insurer.Whole(5) : _funds.Max(fund => fund.Whole(5));
            return new((int)Math.Min(first.Whole(1), int.MaxValue), first.Number, first.Text(2), first.Month(3), knows(Identity(header)), _diagnoses, _items, points, _funds.Count + (_insurer is null ? 0 : 1));
        }

        private ClaimIdentity Identity(ClaimLine header)
        {
            var insured = _insurer is null ? null : $"{_insurer.Text(1)}:{_insurer.Text(2)}:{_insurer.Text(3)}:{_check?.Text(6)}";
            return new(
                insured, [.. _funds.Select(fund => $"{fund.Text(1)}:{fund.Text(2)}")], header.Text(2) + header.Text(3) + header.Text(4).PadLeft(7, '0'),
                first.Text(13) is { Length: > 0 } chart ? chart : null, first.Date(6), first.Text(5) switch { "1" => false, "2" => true, _ => null });
        }

        private static ClaimDiagnosis Diagnosis(ClaimLine line)
        {
            if (line.Text(1) is not { Length: 7 } code || !code.All(char.IsAsciiDigit)) throw line.Wrong(1, "must be the seven digits of a diagnosis");
            var modifiers = line.Text(4);
            if (modifiers.Length % 4 != 0) throw line.Wrong(4, "must be modifiers of four digits each");
            var outcome = line.Text(3) is { Length: > 0 } text ? text is ['1' or '2' or '3' or '4'] ? (ClaimOutcome)(text[0] - '0') : throw line.Wrong(3, "must be 1, 2, 3 or 4") : ClaimOutcome.Unknown;
            return new(code, line.Text(5) is { Length: > 0 } words ? words : null, [.. modifiers.Chunk(4).Select(four => new string(four))], line.Date(2), outcome, line.Text(6) == "01");
        }

        private ClaimItem Item(ClaimLine line)
        {
            if (line.Text(1) is { Length: > 0 } category) _category = category;
            if (line.Text(3) is not { Length: 9 } code || !code.All(char.IsAsciiDigit)) throw line.Wrong(3, "must be nine digits");
            var days = Enumerable.Range(0, Days).Where(day => line.Text(FirstDay + day) is { Length: > 0 } times && times != "0").Select(day => day + 1);
            var kind = line.Kind switch { "SI" => ClaimItemKind.Act, "IY" => ClaimItemKind.Drug, _ => ClaimItemKind.Material };
            return new(kind, _category, code, line.Quantity(4), line.Text(5).Length > 0 ? (int)line.Whole(5, 99_999_999) : null, line.Text(6).Length > 0 ? (int)line.Whole(6, 9999) : 0, [.. days]);
        }
    }
}
