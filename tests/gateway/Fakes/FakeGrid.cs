using System.Collections.Concurrent;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.HealthRecords;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Rebuilding;
using TwinGrid.Studies;
using TwinGrid.TrialRuns;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Grains that answer from memory, behind a grain factory.</summary>
public sealed class FakeGrid
{
    private readonly ConcurrentDictionary<string, FakeTwin> _twins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeHistory> _histories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IAccessBook> _books = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeConsent> _consents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, FakeDesk> _desks = new();
    private readonly ConcurrentDictionary<string, FakeOpened> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeRoster> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeStudyRoster> _studies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeLedger> _ledgers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, FakeReader> _readers = new();

    public FakeGrid()
    {
        Factory = Substitute.For<IGrainFactory>();
        Factory.GetGrain<IPatientTwin>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Twin(call.ArgAt<string>(0)));
        Factory.GetGrain<ITwinHistory>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => History(call.ArgAt<string>(0)));
        Factory.GetGrain<IPartitionReader>(Arg.Any<long>(), Arg.Any<string>()).Returns(call => Reader(call.ArgAt<long>(0)));
        Factory.GetGrain<ITwinPast>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Past(call.ArgAt<string>(0)));
        Factory.GetGrain<ITwinVerifier>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Verifier);
        Factory.GetGrain<IPatientConsent>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Consent(call.ArgAt<string>(0)));
        Factory.GetGrain<IAccessBook>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Book(call.ArgAt<string>(0)));
        Factory.GetGrain<IPrivacyDesk>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Privacy);
        Factory.GetGrain<IOpenedTwins>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Opened(call.ArgAt<string>(0)));
        Factory.GetGrain<IRefusalTally>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Refusals);
        Factory.GetGrain<ICareTeamRoster>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Team(call.ArgAt<string>(0)));
        Factory.GetGrain<IStudyRoster>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Study(call.ArgAt<string>(0)));
        Factory.GetGrain<IStudyLedger>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Ledger(call.ArgAt<string>(0)));
        Factory.GetGrain<IErasureDesk>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Erasures);
        Factory.GetGrain<ITrialBook>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Trials);
        Factory.GetGrain<ITrialReviewer>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Trials);
        Factory.GetGrain<ITrial>(Arg.Any<string>(), Arg.Any<string>()).Returns(call => Trials[call.ArgAt<string>(0)]);
        Factory.GetGrain<IHealthRecords>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Records);
        Factory.GetGrain<ISubscriptionBook>(Arg.Any<long>(), Arg.Any<string>()).Returns(_ => Subscriptions);
        Factory.GetGrain<IWatchDesk>(Arg.Any<long>(), Arg.Any<string>()).Returns(call => Desk(call.ArgAt<long>(0)));
    }

    public IGrainFactory Factory { get; }

    public FakeTrials Trials { get; } = new();

    public FakeSubscriptions Subscriptions { get; set; } = new();

    /// <summary>Health records; empty unless a test has some.</summary>
    public IHealthRecords Records { get; set; } = Empty();

    public IRefusalTally Refusals { get; } = Substitute.For<IRefusalTally>();
    public IErasureDesk Erasures { get; } = Substitute.For<IErasureDesk>();

    public IPrivacyDesk Privacy { get; } = Substitute.For<IPrivacyDesk>();

    /// <summary>The book of accesses of a twin; empty unless a test says otherwise.</summary>
    public IAccessBook Book(string id) => _books.GetOrAdd(id, _ =>
    {
        var book = Substitute.For<IAccessBook>();
        book.Read(Arg.Any<string?>(), Arg.Any<int>()).Returns(new AccessPage([], null));
        return book;
    });

    public FakeConsent Consent(string id) => _consents.GetOrAdd(id, _ => new FakeConsent(TimeProvider.System));

    /// <summary>Answers about the past, by twin.</summary>
    public Func<string, DateTimeOffset, PastGlance> Known { get; set; } = (_, _) => new PastGlance(null, null);

    /// <summary>What verifying finds, in every partition.</summary>
    public ITwinVerifier Verifier { get; } = Substitute.For<ITwinVerifier>();

    /// <summary>Twins for which somebody broke the glass.</summary>
    public FakeOpened Opened(string subject) => _opened.GetOrAdd(subject, _ => new FakeOpened());

    public FakeRoster Team(string team) => _teams.GetOrAdd(team, _ => new FakeRoster());

    /// <summary>Whom a study may look for.</summary>
    public FakeStudyRoster Study(string study) => _studies.GetOrAdd(study, _ => new FakeStudyRoster());

    public FakeLedger Ledger(string study) => _ledgers.GetOrAdd(study, _ => new FakeLedger());

    public FakeTwin Twin(string id) => _twins.GetOrAdd(id, key => new FakeTwin(key));

    private static IHealthRecords Empty()
    {
        var records = Substitute.For<IHealthRecords>();
        records.Search(Arg.Any<RecordQuery>()).Returns(new RecordPage([], 0));
        records.History(Arg.Any<ResourceName>(), Arg.Any<int>()).Returns([]);
        records.Twins(Arg.Any<string>(), Arg.Any<int>()).Returns([]);
        records.Read(Arg.Any<ResourceName>(), Arg.Any<long?>()).Returns((StoredResource?)null);
        records.Find(Arg.Any<IReadOnlyList<ResourceName>>()).Returns(call => new KnownResource?[call.Arg<IReadOnlyList<ResourceName>>().Count]);
        records.FindOrigins(Arg.Any<TwinId?>(), Arg.Any<IReadOnlyList<ResourceOrigin>>()).Returns(call => new KnownResource?[call.Arg<IReadOnlyList<ResourceOrigin>>().Count]);
        records.Commit(Arg.Any<IReadOnlyList<ResourceWrite>>()).Returns(call => new RecordReceipt(null, new bool[call.Arg<IReadOnlyList<ResourceWrite>>().Count]));
        return records;
    }

    private ITwinPast Past(string id)
    {
        var past = Substitute.For<ITwinPast>();
        past.Glance(Arg.Any<DateTimeOffset>()).Returns(call => Known(id, call.Arg<DateTimeOffset>()));
        return past;
    }

    public FakeHistory History(string id) => _histories.GetOrAdd(id, _ => new FakeHistory());

    public FakeReader Reader(long partition) => _readers.GetOrAdd(partition, key => new FakeReader((int)key));

    public FakeDesk Desk(long partition) => _desks.GetOrAdd(partition, _ => new FakeDesk());
}
