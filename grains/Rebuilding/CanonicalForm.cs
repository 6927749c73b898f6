using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Rebuilding;

/// <summary>
/// Writes what a state stores as text, a line a value, so that equal states are equal text. The serialised bytes would not do: they depend on which equal
/// strings happen to be one object, and on what is packed. Members count by their <c>Id</c>; a type that stores nothing of its own is refused rather than passed over.
/// </summary>
public static class CanonicalForm
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Value)[]> Members = new();

    /// <param name="state">The state.</param>
    /// <param name="except">Members of the state itself that are left out.</param>
    public static string Of(object? state, params ReadOnlySpan<string> except)
    {
        var text = new StringBuilder();
        if (except.Length == 0) Write(text, "", state);
        else
        {
            (state as IPacks)?.Level();
            foreach (var (name, value) in MembersOf(state!.GetType()))
                if (!except.Contains(name)) Write(text, name, value(state));
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, string path, object? value)
    {
        switch (value)
        {
            case null: Line("none"); break;
            case string or bool or Enum or TimeSpan or DateOnly: Line(value); break;
            case DateTimeOffset time: Line(time.UtcTicks); break;
            case double number: Line(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case float number: Line(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case byte[] bytes: Line(Convert.ToHexStringLower(bytes)); break;
            case var _ when value.GetType().IsPrimitive: Line(value); break;
            case ITuple tuple:
                for (var i = 0; i < tuple.Length; i++) Write(text, $"{path}.{i}", tuple[i]);
                break;
            case IDictionary entries:
                foreach (var key in entries.Keys.Cast<object>().OrderBy(key => $"{key}", StringComparer.Ordinal)) Write(text, $"{path}[{key}]", entries[key]);
                break;
            case IEnumerable items:
                var place = 0;
                foreach (var item in items) Write(text, $"{path}[{place++}]", item);
                Write(text, $"{path}.count", place);
                break;
            default:
                (value as IPacks)?.Level(); // equal whether it rested or not
                foreach (var (name, read) in MembersOf(value.GetType())) Write(text, path.Length == 0 ? name : $"{path}.{name}", read(value));
                break;
        }

        void Line(object plain) => text.Append(path).Append(" = ").Append(CultureInfo.InvariantCulture, $"{plain}").Append('\n');
    }

    private static (string Name, Func<object, object?> Value)[] MembersOf(Type type) => Members.GetOrAdd(type, static type =>
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var members = new List<(string, Func<object, object?>)>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            members.AddRange(level.GetProperties(Own).Where(property => property.IsDefined(typeof(IdAttribute))).Select(property => (property.Name, (Func<object, object?>)property.GetValue)));
            members.AddRange(level.GetFields(Own).Where(field => field.IsDefined(typeof(IdAttribute))).Select(field => (field.Name, (Func<object, object?>)field.GetValue)));
        }
        if (members.Count == 0 && Surrogate(type) is { } surrogate) members.Add(("stored", surrogate));
        if (members.Count == 0) throw new NotSupportedException($"{type} stores nothing by Id and has no converter: it has no canonical form.");
        return [.. members.OrderBy(member => member.Item1, StringComparer.Ordinal)];
    });

    /// <summary>How a type is turned into what is stored of it; null when no converter is registered for it.</summary>
    private static Func<object, object?>? Surrogate(Type type)
    {
        foreach (var converter in typeof(CanonicalForm).Assembly.GetTypes().Where(candidate => candidate.IsDefined(typeof(RegisterConverterAttribute))))
            foreach (var form in converter.GetInterfaces().Where(form => form.IsGenericType && form.GetGenericTypeDefinition() == typeof(IConverter<,>) && form.GenericTypeArguments[0] == type))
            {
                var (made, convert) = (Activator.CreateInstance(converter), form.GetMethod(nameof(IConverter<object, int>.ConvertToSurrogate))!);
                return value => convert.Invoke(made, [value]);
            }
        return null;
    }
}
