using CsCheck;
using TwinGrid.Grains.Saving;

namespace TwinGrid.Grains.Tests.Saving;

public sealed class Resting_states_are_compressed
{
    [Fact]
    public void and_come_back_to_the_byte_whichever_examples_they_were_compressed_against() => Gen.Byte.Array[0, 400].Array[1, 600].Sample(states =>
    {
        var compression = new StateCompression();
        var resting = Array.ConvertAll(states, compression.Compress);
        resting.Select(rest => compression.Expand(rest.Bytes, rest.Edition)).ShouldBe(states);
    }, iter: 20);

    [Fact]
    public void and_what_they_share_with_their_like_takes_next_to_nothing()
    {
        var (compression, random) = (new StateCompression(), new Random(7));
        var shared = new byte[1_000];
        random.NextBytes(shared);
        for (var i = 0; i < 10; i++) compression.Compress([.. shared, (byte)i]);
        compression.Compress([.. shared, .. "what is its own"u8]).Bytes.Length.ShouldBeLessThan(60);
    }

    [Fact]
    public async Task and_many_may_at_the_same_time()
    {
        var compression = new StateCompression();
        await Parallel.ForAsync(0, 2_000, async (number, _) =>
        {
            await Task.Yield();
            byte[] state = [.. BitConverter.GetBytes(number), .. new byte[300]];
            var (bytes, edition) = compression.Compress(state);
            compression.Expand(bytes, edition).ShouldBe(state);
        });
    }
}
