using System.Runtime.InteropServices;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>How far each device of a twin was heard. The same packets in any order, repeated or not, leave the same state. Belongs to one grain.</summary>
[GenerateSerializer, Alias("TwinGrid.DeviceMarks")]
public sealed class DeviceMarks
{
    [Id(0)] private readonly List<HeardDevice> _devices = [];

    /// <summary>
    /// Every device, by its name. The silence of some means something: they watch continuously (not a scale, a pen or a finger stick) and were heard while what
    /// they saw was recent (not an import of old records).
    /// </summary>
    public ReadOnlySpan<HeardDevice> Heard => CollectionsMarshal.AsSpan(_devices);

    /// <summary>Every device that was heard with a usable time, by its name.</summary>
    public IReadOnlyList<DeviceMark> All => [.. _devices.Select(device => device.Mark).OfType<DeviceMark>()];

    /// <summary>When any device last observed something; null before the first.</summary>
    public DateTimeOffset? LastObservedAt
    {
        get
        {
            DateTimeOffset? last = null;
            foreach (var device in _devices)
                if (device.LastObservedAt is { } at && !(at <= last)) last = at;
            return last;
        }
    }

    /// <summary>The mark of a device; null when it was never heard with a usable time.</summary>
    public DeviceMark? MarkOf(string deviceId) => _devices.Find(device => string.Equals(device.DeviceId, deviceId, StringComparison.Ordinal))?.Mark;

    /// <summary>Brings it into the form that is stored.</summary>
    internal void Pack() => _devices.ForEach(device => device.Pack());

    /// <summary>Takes note of a packet.</summary>
    /// <returns>The device's name as it is kept here: what remembers it by this object keeps no name that came with a packet.</returns>
    public string Hear(VitalsPacket packet)
    {
        var place = 0;
        while (place < _devices.Count && string.CompareOrdinal(_devices[place].DeviceId, packet.DeviceId) < 0) place++;
        if (place == _devices.Count || !string.Equals(_devices[place].DeviceId, packet.DeviceId, StringComparison.Ordinal))
            _devices.Insert(place, new HeardDevice(packet.DeviceId));
        _devices[place].Hear(packet);
        return _devices[place].DeviceId;
    }
}
