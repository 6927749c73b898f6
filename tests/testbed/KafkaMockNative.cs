using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]

namespace TwinGrid.Testbed;

/// <summary>The native functions of librdkafka's mock cluster (rdkafka_mock.h), in the library that the package librdkafka.redist brings.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1707", Justification = "The names of the library.")]
internal static class KafkaMockNative
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    /// <summary>The builds of one library: the second asks for less of the system (Debian 12 has no libsasl2.so.3).</summary>
    private static readonly string[] Builds = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    static KafkaMockNative() => NativeLibrary.SetDllImportResolver(typeof(KafkaMockNative).Assembly, Find);

    /// <summary>A client that does nothing but own a mock cluster.</summary>
    public static IntPtr NewClient()
    {
        var trouble = new byte[512];
        var configuration = rd_kafka_conf_new();
        _ = rd_kafka_conf_set(configuration, "log_level", "0", trouble, (nuint)trouble.Length); // it would warn that it knows no broker
        var client = rd_kafka_new(Producer, configuration, trouble, (nuint)trouble.Length);
        return client != IntPtr.Zero ? client : throw new InvalidOperationException($"librdkafka made no client: {Encoding.UTF8.GetString(trouble).TrimEnd('\0')}");
    }

    public static string Text(IntPtr text) => Marshal.PtrToStringUTF8(text)!;

    [DllImport(Library)] private static extern IntPtr rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern int rd_kafka_conf_set(
        IntPtr configuration, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, byte[] error, nuint errorSize);

    [DllImport(Library)] private static extern IntPtr rd_kafka_new(int type, IntPtr configuration, byte[] error, nuint errorSize);
    [DllImport(Library)] public static extern void rd_kafka_destroy(IntPtr client);
    [DllImport(Library)] public static extern IntPtr rd_kafka_mock_cluster_new(IntPtr client, int brokers);
    [DllImport(Library)] public static extern void rd_kafka_mock_cluster_destroy(IntPtr cluster);
    [DllImport(Library)] public static extern IntPtr rd_kafka_mock_cluster_bootstraps(IntPtr cluster);
    [DllImport(Library)] public static extern int rd_kafka_mock_topic_create(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);
    [DllImport(Library)] public static extern int rd_kafka_mock_broker_set_down(IntPtr cluster, int broker);
    [DllImport(Library)] public static extern int rd_kafka_mock_broker_set_up(IntPtr cluster, int broker);
    [DllImport(Library)] public static extern int rd_kafka_mock_broker_set_rtt(IntPtr cluster, int broker, int milliseconds);
    [DllImport(Library)] public static extern void rd_kafka_mock_push_request_errors_array(IntPtr cluster, short request, nuint count, int[] errors);
    [DllImport(Library)] public static extern void rd_kafka_mock_clear_request_errors(IntPtr cluster, short request);
    [DllImport(Library)] public static extern int rd_kafka_mock_partition_set_leader(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, int broker);
    [DllImport(Library)] public static extern int rd_kafka_mock_partition_delete_records(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, long before);

    [DllImport(Library)]
    public static extern int rd_kafka_mock_coordinator_set(
        IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string keyType, [MarshalAs(UnmanagedType.LPUTF8Str)] string key, int broker);

    /// <summary>Takes a variable number of arguments; declared with one pair, which the calling convention allows for whole numbers.</summary>
    [DllImport(Library)]
    public static extern int rd_kafka_mock_broker_push_request_error_rtts(IntPtr cluster, int broker, short request, nuint count, int error, int milliseconds);

    private static IntPtr Find(string name, Assembly assembly, DllImportSearchPath? paths)
    {
        if (name != Library) return IntPtr.Zero;
        foreach (var build in Builds)
            if (NativeLibrary.TryLoad(build, assembly, paths, out var library)) return library;
        throw new DllNotFoundException($"None of {string.Join(", ", Builds)} could be loaded.");
    }
}
