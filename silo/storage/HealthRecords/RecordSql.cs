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
        foreach (var bounds in query.NotObserved) Not("begins", "ends", bounds);
        foreach (var bounds in query.NotUpdated) Not("updated_at", "updated_at", bounds);
        if (query.IsDated is { } isDated) _where.Append(isDated ? " and begins is not null" : " and begins is null");
        foreach (var any in query.Tokens)
            _where.Append(" and (").AppendJoin(" or ", any.Select(word => $"{Contains(word)} > 0")).Append(')');
        foreach (var word in query.Lacking) _where.Append(CultureInfo.InvariantCulture, $" and {Contains(word)} = 0");

        string Contains(string word) => string.Format(CultureInfo.InvariantCulture, contains, "tokens", Value(RecordSeals.TokenOf(key, word)));
    }

    public string Where => _where.ToString();

    public object[] Values => [.. _values];

    public const string Columns = "place, type, id, version, twin, updated_at, data, body";

    public string Count => $"select count(*) from resource where {Where}";

    /// <summary>What comes next in the order asked for, with what it is ordered by as the last column.</summary>
    public (string Sql, object[] Values) Page(RecordQuery query)
    {
        var (key, way) = query.Order switch
        {
            RecordOrder.Observed => ($"coalesce(begins, {RecordQuery.NeverKey})", "asc"),
            RecordOrder.ObservedLatestFirst => ($"coalesce(begins, -{RecordQuery.NeverKey})", "desc"),
            RecordOrder.Updated => ("updated_at", "asc"),
            RecordOrder.UpdatedLatestFirst => ("updated_at", "desc"),
            _ => ("place", "asc"),
        };
        var (where, values, next) = (Where, new List<object>(_values), _values.Count + 1);
        if (query.Order == RecordOrder.Place)
        {
            where += $" and place > ${next++}";
            values.Add(query.After);
        }
        else if (query.AfterKey is { } after)
        {
            where += $" and ({key} {(way == "asc" ? '>' : '<')} ${next} or ({key} = ${next + 1} and place > ${next + 2}))";
            next += 3;
            values.AddRange([after, after, query.After]);
        }
        values.Add((long)query.Limit);
        return ($"select {Columns}, {key} from resource where {where} order by {key} {way}, place limit ${next}", [.. values]);
    }

    private void Bound(string begins, string ends, in TimeBounds bounds)
    {
        foreach (var condition in Conditions(begins, ends, bounds)) _where.Append(" and ").Append(condition);
    }

    private void Not(string begins, string ends, in TimeBounds bounds) => _where.Append(" and not (").AppendJoin(" and ", Conditions(begins, ends, bounds)).Append(')');

    private List<string> Conditions(string begins, string ends, in TimeBounds bounds)
    {
        var conditions = new List<string>();
        if (bounds.BeginsFrom is { } from) conditions.Add($"{begins} >= {Value(from.ToUnixTimeMilliseconds())}");
        if (bounds.BeginsBefore is { } before) conditions.Add($"{begins} < {Value(before.ToUnixTimeMilliseconds())}");
        if (bounds.EndsAfter is { } after) conditions.Add($"{ends} > {Value(after.ToUnixTimeMilliseconds())}");
        if (bounds.EndsBy is { } by) conditions.Add($"{ends} <= {Value(by.ToUnixTimeMilliseconds())}");
        return conditions;
    }

    private void In(string column, IReadOnlyList<string> among) => _where.Append(CultureInfo.InvariantCulture, $" and {column} in (").AppendJoin(", ", among.Select(one => Value(one))).Append(')');

    private void And(string comparison, object value) => _where.Append(CultureInfo.InvariantCulture, $" and {comparison} {Value(value)}");

    private string Value(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }
}
