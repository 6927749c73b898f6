using TwinGrid.Forecasts;
using TwinGrid.Grains.Saving;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Patients;

/// <summary>Thinned forecasts as they are stored: values in tenths, as <see cref="ForecastSummary"/> rounds them, each as its difference from the one before; about a hundred bytes.</summary>
internal static class PackedForecasts
{
    private const byte Layout = 1;

    private static readonly double[] StandardLevels = [.. Forecast.StandardLevels];

    public static byte[] Of(IReadOnlyList<Forecast> forecasts)
    {
        if (forecasts.Count == 0) return [];
        using var room = PackingRoom.Take();
        var writer = room.Writer;
        writer.Write(Layout);
        foreach (var forecast in forecasts)
        {
            writer.Write7BitEncodedInt((int)forecast.Signal);
            writer.Write7BitEncodedInt64(forecast.MadeAt.UtcTicks);
            writer.Write7BitEncodedInt64(ZigZag.Of(forecast.Start.UtcTicks - forecast.MadeAt.UtcTicks));
            writer.Write7BitEncodedInt64(forecast.Step.Ticks);
            writer.Write7BitEncodedInt64(forecast.DataAge is { } age ? ZigZag.Of(age.Ticks) + 1 : 0);
            writer.Write(forecast.ModelVersion);
            writer.Write(forecast.Declined is not null);
            if (forecast.Declined is not null) writer.Write(forecast.Declined);
            var isStandard = forecast.Levels.AsSpan().SequenceEqual(StandardLevels);
            writer.Write7BitEncodedInt(isStandard ? 0 : forecast.Levels.Length + 1);
            if (!isStandard)
                foreach (var level in forecast.Levels) writer.Write(level);
            writer.Write7BitEncodedInt(forecast.Quantiles.Length);
            foreach (var course in forecast.Quantiles)
            {
                writer.Write7BitEncodedInt(course.Length);
                var before = 0L;
                foreach (var value in course)
                {
                    var tenths = ForecastSummary.Tenths(value);
                    writer.Write7BitEncodedInt64(ZigZag.Of(tenths - before));
                    before = tenths;
                }
            }
        }
        return room.ToArray();
    }

    public static List<Forecast> Read(byte[] packed)
    {
        var forecasts = new List<Forecast>();
        if (packed.Length == 0) return forecasts;
        if (packed[0] != Layout) throw new InvalidDataException($"Forecasts in layout {packed[0]}; this version reads layout {Layout}.");
        using var reader = new BinaryReader(new MemoryStream(packed, writable: false));
        reader.ReadByte();
        while (reader.BaseStream.Position < packed.Length) forecasts.Add(ReadOne(reader));
        return forecasts;
    }

    private static Forecast ReadOne(BinaryReader reader)
    {
        var signal = (Signal)reader.Read7BitEncodedInt();
        var madeAt = new DateTimeOffset(reader.Read7BitEncodedInt64(), TimeSpan.Zero);
        var start = madeAt.AddTicks(ZigZag.Back(reader.Read7BitEncodedInt64()));
        var step = TimeSpan.FromTicks(reader.Read7BitEncodedInt64());
        TimeSpan? age = reader.Read7BitEncodedInt64() is var told and > 0 ? TimeSpan.FromTicks(ZigZag.Back(told - 1)) : null;
        var version = reader.ReadString();
        var declined = reader.ReadBoolean() ? reader.ReadString() : null;
        var others = reader.Read7BitEncodedInt();
        double[] levels = others > 0 ? new double[others - 1] : [.. StandardLevels];
        if (others > 0)
            for (var i = 0; i < levels.Length; i++) levels[i] = reader.ReadDouble();
        var quantiles = new double[reader.Read7BitEncodedInt()][];
        for (var i = 0; i < quantiles.Length; i++)
        {
            var (course, tenths) = (new double[reader.Read7BitEncodedInt()], 0L);
            for (var k = 0; k < course.Length; k++) course[k] = ForecastSummary.OfTenths(tenths += ZigZag.Back(reader.Read7BitEncodedInt64()));
            quantiles[i] = course;
        }
        return new Forecast(signal, madeAt, start, step, levels, quantiles, version, age, declined);
    }
}
