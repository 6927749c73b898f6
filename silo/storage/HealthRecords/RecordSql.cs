using System.Globalization;
using System.Text;
using TwinGrid.HealthRecords;
using TwinGrid.Keys;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>Builds the conditions of a query, in the words that both databases understand.</summary>
internal sealed class RecordSql
{
    private readonly StringBuilder _where = new("is_current = 1");
    private readonly List<object> _values = [];

    /// <param name="contains">How the database asks whether bytes contain others: <c>instr({0}, {1})</c>.</param>
    public RecordSql(RecordQuery query, PatientKey? key, string contains)
    {
        And("twin =", query.Twin?.Value ?? "");
        if (query.Types.Count > 0) In("type", query.Types);
        if (query.Ids.Count > 0) In("id", query.Ids);
        if (query.Without != Access.DataClass.None) _where.Append(CultureInfo.InvariantCulture, $" and (data & {Value((long)query.Without)}) = 0");
        Bound("begins", "ends", query.Observed);
        Bound("updated_at", "updated_at", query.Updated);
        foreach (var any in query.Tokens)
            _where.Append(" and (").AppendJoin(" or ", any.Select(word => string.Format(CultureInfo.InvariantCulture, contains, "tokens", Value(RecordSeals.TokenOf(key, word))) + " > 0")).Append(')');
    }

    public string Where => _where.ToString();

    public object[] Values => [.. _values];

    public const string Columns = "place, type, id, version, twin, updated_at, data, body";

    public (string Sql, object[] Values) Page(long after, int limit) =>
        ($"select {Columns} from resource where {Where} and place > ${_values.Count + 1} order by place limit ${_values.Count + 2}", [.. _values, after, (long)limit]);

    public string Count => $"select count(*) from resource where {Where}";

    private void Bound(string begins, string ends, in TimeBounds bounds)
    {
        if (bounds.BeginsFrom is { } from) And($"{begins} >=", from.ToUnixTimeMilliseconds());
        if (bounds.BeginsBefore is { } before) And($"{begins} <", before.ToUnixTimeMilliseconds());
        if (bounds.EndsAfter is { } after) And($"{ends} >", after.ToUnixTimeMilliseconds());
        if (bounds.EndsBy is { } by) And($"{ends} <=", by.ToUnixTimeMilliseconds());
    }

    private void In(string column, IReadOnlyList<string> among) => _where.Append(CultureInfo.InvariantCulture, $" and {column} in (").AppendJoin(", ", among.Select(one => Value(one))).Append(')');

    private void And(string comparison, object value) => _where.Append(CultureInfo.InvariantCulture, $" and {comparison} {Value(value)}");

    private string Value(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }
}
