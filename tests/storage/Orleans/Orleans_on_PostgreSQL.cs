using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class Orleans_on_PostgreSQL(SharedPostgres postgres) : OrleansTablesContract(new PostgresUnderTest(postgres))
{
    [SkippableFact]
    public async Task two_silos_find_each_other_and_share_a_grain()
    {
        await using var one = await NoteSilo.Start(Options, clustered: true);
        await using var other = await NoteSilo.Start(Options, clustered: true);
        await one.Grains.GetGrain<INote>("shared").Keep("seen by both");
        (await other.Grains.GetGrain<INote>("shared").Text()).ShouldBe("seen by both");

        var silos = await one.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        silos.Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task the_membership_is_changed_only_from_its_latest_version()
    {
        await using var silo = await NoteSilo.Start(Options, clustered: true);
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var now = await table.ReadAllAsync();
        var entry = Silo(11111);

        (await table.InsertRowAsync(entry, now.Version.Next())).ShouldBeTrue();
        (await table.InsertRowAsync(Silo(22222), now.Version.Next())).ShouldBeFalse();
        var then = await table.ReadAllAsync();
        (await table.InsertRowAsync(entry, then.Version.Next())).ShouldBeFalse(); // it is there already

        var row = (await table.ReadRowAsync(entry.SiloAddress)).Members.ShouldHaveSingleItem();
        row.Item1.Status = SiloStatus.Dead;
        row.Item1.AddSuspector(silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await table.UpdateRowAsync(row.Item1, row.Item2, now.Version.Next())).ShouldBeFalse();
        (await table.UpdateRowAsync(row.Item1, row.Item2, then.Version.Next())).ShouldBeTrue();
        var dead = (await table.ReadRowAsync(entry.SiloAddress)).Members.ShouldHaveSingleItem().Item1;
        dead.Status.ShouldBe(SiloStatus.Dead);
        dead.SuspectTimes.ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task dead_silos_are_forgotten_and_living_ones_kept()
    {
        await using var silo = await NoteSilo.Start(Options, clustered: true);
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var dead = Silo(33333);
        dead.Status = SiloStatus.Dead;
        (await table.InsertRowAsync(dead, (await table.ReadAllAsync()).Version.Next())).ShouldBeTrue();

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (await table.ReadAllAsync()).Members.Count.ShouldBe(2);
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (await table.ReadAllAsync()).Members.ShouldHaveSingleItem().Item1.Status.ShouldBe(SiloStatus.Active);
    }

    private static MembershipEntry Silo(int port) => new()
    {
        SiloAddress = SiloAddress.New(System.Net.IPAddress.Loopback, port, 1),
        SiloName = $"silo-{port}",
        HostName = "localhost",
        Status = SiloStatus.Joining,
        ProxyPort = port + 1,
        StartTime = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        IAmAliveTime = new DateTime(2030, 1, 1, 0, 0, 1, DateTimeKind.Utc),
    };
}
