namespace TwinGrid.Grains.Saving;

/// <summary>The devices that some samples name, each once, sorted; mostly one, so that each is looked for along the list.</summary>
internal readonly struct NamedDevices()
{
    private readonly List<string> _names = new(1);

    public void Add(string device)
    {
        var place = _names.Count;
        while (place > 0)
        {
            if (ReferenceEquals(_names[place - 1], device)) return;
            var order = string.CompareOrdinal(_names[place - 1], device);
            if (order == 0) return;
            if (order < 0) break;
            place--;
        }
        _names.Insert(place, device);
    }

    /// <summary>Fresh strings: the serializer would write a string it has met before as a reference, and equal states would differ.</summary>
    public string[] ToArray()
    {
        var fresh = new string[_names.Count];
        for (var i = 0; i < fresh.Length; i++) fresh[i] = new string(_names[i].AsSpan());
        return fresh;
    }
}
