using TwinGrid.Grains.Saving;
using TwinGrid.Studies;

namespace TwinGrid.Grains.Studies;

/// <summary>Keeps what a study has spent. The state is written before a question is let through, so a death at any moment can cost an answer, never the account.</summary>
[GrainType("study-ledger")]
public sealed class StudyLedger([PersistentState("ledger", RareState.Store)] IPersistentState<LedgerState> saved, StudyOptions options, TimeProvider time) : Grain, IStudyLedger
{
    /// <summary>Questions kept; the audit trail has all of them.</summary>
    private const int Kept = 100;

    public async Task<LedgerStanding> Spend(LedgerAsk ask)
    {
        if (ask.Millionths <= 0) throw new ArgumentOutOfRangeException(nameof(ask), ask.Millionths, "What is spent is above 0.");
        var before = saved.State;
        if (ask.Millionths > options.BudgetMillionths - before.Spent) return Standing(granted: false);
        saved.State = new LedgerState
        {
            Spent = before.Spent + ask.Millionths,
            Questions = before.Questions + 1,
            Newest = [new LedgerEntry(time.GetUtcNow(), ask.Millionths, ask.By, ask.Question), .. before.Newest.Take(Kept - 1)],
        };
        try
        {
            await saved.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // it may have been written and may not: what stands is read anew, and until then nothing is given
            throw;
        }
        return Standing(granted: true);
    }

    public Task<LedgerStanding> Standing() => Task.FromResult(Standing(granted: true));

    private LedgerStanding Standing(bool granted) => new(granted, options.BudgetMillionths, saved.State.Spent, saved.State.Questions, saved.State.Newest);
}

/// <summary>What is stored of a study's account. Never changed in place.</summary>
[GenerateSerializer, Alias("TwinGrid.LedgerState")]
public sealed record LedgerState
{
    /// <summary>ε spent, × 1,000,000.</summary>
    [Id(0)] public long Spent { get; init; }

    [Id(1)] public long Questions { get; init; }

    /// <summary>Newest first.</summary>
    [Id(2)] public IReadOnlyList<LedgerEntry> Newest { get; init; } = [];
}
