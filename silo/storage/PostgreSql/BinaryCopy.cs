using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Rows in PostgreSQL's binary format of COPY, field by field (its documentation, COPY, "Binary Format"). Npgsql's importer makes a parameter of each field: for samples
/// of ten fields each that took the writer longer than all else it does. What was not completed leaves nothing. Belongs to one thread.
/// </summary>
internal sealed class BinaryCopy : IDisposable
{
    /// <summary>Bytes that go to the connection together; no field is longer but text and bytes.</summary>
    private const int Together = 1 << 16;

    /// <summary>What PostgreSQL counts microseconds from.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Refuses what is no text before it is sent, with an <see cref="ArgumentException"/>.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly NpgsqlRawCopyStream _stream;
    private readonly byte[] _buffer = new byte[Together];
    private int _length;
    private bool _isComplete;

    public BinaryCopy(NpgsqlConnection connection, string into)
    {
        _stream = connection.BeginRawBinaryCopy($"copy {into} from stdin (format binary)");
        Signature.CopyTo(Next(Signature.Length));
        Next(2 * sizeof(int)).Clear(); // no flags, no extension
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    /// <summary>Begins a row of so many fields.</summary>
    public void Row(short fields) => BinaryPrimitives.WriteInt16BigEndian(Next(sizeof(short)), fields);

    public void Write(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value);

    /// <summary>As <c>timestamptz</c>, which holds microseconds.</summary>
    public void Write(DateTimeOffset value) => Write((value.UtcDateTime - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="ArgumentException">It is no text that UTF-8 knows.</exception>
    public void Write(string text)
    {
        var length = Utf8.GetByteCount(text);
        Length(length);
        if (length <= Together)
        {
            Utf8.GetBytes(text, Next(length));
            return;
        }
        Send();
        _stream.Write(Utf8.GetBytes(text));
    }

    /// <summary>As <c>bytea</c>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        if (bytes.Length <= Together)
        {
            bytes.CopyTo(Next(bytes.Length));
            return;
        }
        Send();
        _stream.Write(bytes);
    }

    /// <summary>All rows were written: the server takes them.</summary>
    /// <exception cref="PostgresException">It does not take one.</exception>
    public void Complete()
    {
        Row(-1); // in the place of a row: the end
        Send();
        _isComplete = true;
        _stream.Dispose();
    }

    public void Dispose()
    {
        if (!_isComplete) _stream.Cancel();
    }

    private Span<byte> Field(int length)
    {
        Length(length);
        return Next(length);
    }

    private void Length(int length) => BinaryPrimitives.WriteInt32BigEndian(Next(sizeof(int)), length);

    private Span<byte> Next(int length)
    {
        if (_length + length > Together) Send();
        var next = _buffer.AsSpan(_length, length);
        _length += length;
        return next;
    }

    private void Send()
    {
        _stream.Write(_buffer, 0, _length);
        _length = 0;
    }
}
