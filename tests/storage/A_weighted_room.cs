using TwinGrid.Durability;

namespace TwinGrid.Storage.Tests;

public sealed class A_weighted_room
{
    private readonly WeightedRoom _room = new(10);

    [Fact]
    public async Task lets_in_by_weight_and_in_the_order_of_arrival()
    {
        _room.TryEnter(6).ShouldBeTrue();
        _room.TryEnter(5).ShouldBeFalse();
        var heavy = _room.Enter(5, default);
        var light = _room.Enter(1, default);
        _room.TryEnter(1).ShouldBeFalse("others wait before it");
        (heavy.IsCompleted, light.IsCompleted).ShouldBe((false, false), "what is light waits behind what is heavy, which would else wait for ever");
        _room.Leave(6);
        await Task.WhenAll(heavy, light);
        _room.Inside.ShouldBe(6);
    }

    [Fact]
    public async Task lets_in_alone_what_is_heavier_than_itself()
    {
        _room.TryEnter(1).ShouldBeTrue();
        var huge = _room.Enter(1000, default);
        huge.IsCompleted.ShouldBeFalse();
        _room.Leave(1);
        await huge;
        _room.TryEnter(1).ShouldBeFalse();
    }

    [Fact]
    public async Task lets_those_behind_pass_when_one_gives_up()
    {
        _room.TryEnter(8).ShouldBeTrue();
        using var patience = new CancellationTokenSource();
        var heavy = _room.Enter(9, patience.Token);
        var light = _room.Enter(2, default);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(heavy);
        await light;
        _room.Inside.ShouldBe(10);
        await Should.ThrowAsync<OperationCanceledException>(() => _room.Enter(1, patience.Token));
    }
}
