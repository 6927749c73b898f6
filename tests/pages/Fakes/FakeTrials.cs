using System.Text;
using System.Threading.Channels;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Pages.Trials;
using TwinGrid.TrialRuns;

namespace TwinGrid.Pages.Tests.Fakes;

/// <summary>Trials in memory; one whose protocol says <c>impossible</c> has a fault on its third line.</summary>
public sealed class FakeTrials(DateTimeOffset now) : ITrialsView
{
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    public TrialStanding? Running { get; private set; }

    public string? Started { get; private set; }

    /// <summary>The trial comes so far.</summary>
    public void Come(long patients, TrialState state = TrialState.Running)
    {
        Running = Running! with
        {
            Version = Running.Version + 1, PatientsDone = patients, ShardsDone = (int)(patients / 4096), State = state, PatientsPerSecond = 24_000, SecondsLeft = state == TrialState.Running ? (1_000_000 - patients) / 24_000.0 : null,
            EndedAt = state == TrialState.Running ? null : now.AddSeconds(42),
        };
        _changes.Writer.TryWrite(true);
    }

    public Task<IReadOnlyList<TrialStanding>?> List() => Task.FromResult<IReadOnlyList<TrialStanding>?>(Running is null ? [] : [Running]);

    public Task<IReadOnlyList<TrialExample>> Examples() => Task.FromResult<IReadOnlyList<TrialExample>>([new("Docetaxel 100 against 75 mg/m²", "id: two-doses\ntitle: Docetaxel 100 against 75 mg/m²\nseed: 20260301\narms:\n  - { name: 100 mg/m², dose: 100 }\n  - { name: 75 mg/m², dose: 75 }\n")]);

    public Task<TrialCheck> Check(string protocol) => Task.FromResult(protocol.Contains("impossible", StringComparison.Ordinal)
        ? new TrialCheck([new("arms[1].dose", 3, "900 mg/m² is above the label's 100; say offLabel: true to look at it all the same.")], null)
        : new TrialCheck([], new("Docetaxel 100 against 75 mg/m²", "00ff", 20260301, ["100 mg/m²", "75 mg/m²"], 1, 1_000_000, 245, false)));

    public Task<(TrialStanding? Started, Problem? Refused)> Start(string protocol, string? study)
    {
        Started = protocol;
        Running = new(1, "0123456789abcdef0123456789abcdef", new("Docetaxel 100 against 75 mg/m²", "00ff", 20260301, ["100 mg/m²", "75 mg/m²"], 1, 1_000_000, 245, false), study, "researcher-1", TrialState.Running, now, null, 0, 0, 0, null, null, null);
        return Task.FromResult<(TrialStanding?, Problem?)>((Running, null));
    }

    public async Task<TrialStanding?> Watch(string trial, long known)
    {
        if (Running?.Version == known) await _changes.Reader.ReadAsync();
        return Running?.Id == trial ? Running : null;
    }

    public Task Cancel(string trial)
    {
        Running = Running! with { CancelledBy = "researcher-1" };
        Come(Running.PatientsDone, TrialState.Cancelled);
        return Task.CompletedTask;
    }

    public Task<byte[]?> Paper(string trial, TrialPaper paper) =>
        Task.FromResult<byte[]?>(Encoding.UTF8.GetBytes(paper == TrialPaper.Report ? "<!doctype html><html><body style=\"font-family:sans-serif;padding:1rem\"><h1>Report of the trial</h1><p>Grade 4 neutropenia: 41 against 29 %.</p></body></html>" : "a,b\n1,2\n"));
}
