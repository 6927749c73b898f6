using System.Collections.Concurrent;
using TwinGrid.Faults;

namespace TwinGrid.SystemTests.Faults;

/// <summary>The short form of each fault of <c>tests/faults</c>; the full form, with outages of minutes and many rounds, is its command.</summary>
public sealed class A_grid_is_broken_on_purpose
{
    [SkippableFact]
    public Task silo_log_database_and_gateway_in_turn_and_nothing_acknowledged_is_lost_or_counted_twice() => Holds("mixed", rounds: 5);

    [SkippableFact]
    public Task all_brokers_of_a_kafka_log_go_and_come_back() => Holds("cut-off-kafka");

    [SkippableFact]
    public Task its_disk_is_full() => Holds("full-disk");

    [SkippableFact]
    public Task the_disk_under_its_twins_is_full_and_that_of_its_log_is_not() => Holds("full-disk-of-twins");

    [SkippableFact]
    public Task its_clocks_are_five_minutes_apart_and_devices_live_in_1970() => Holds("skewed-clocks");

    [SkippableFact]
    public Task the_bytes_of_its_log_are_damaged() => Holds("damage-log", rounds: 3);

    [SkippableFact]
    public Task a_damaged_record_stops_its_partition_alone() => Holds("poison");

    [SkippableFact]
    public Task devices_repeat_shuffle_correct_and_have_wrong_clocks() => Holds("dirty-data");

    [SkippableFact]
    public Task listeners_do_not_read_their_events() => Holds("slow-reader");

    [SkippableFact]
    public Task one_twin_is_hot() => Holds("hot-twin");

    [SkippableFact]
    public Task the_silo_of_a_desk_dies_and_every_alert_comes_to_every_listener() => Holds("alerts");

    [SkippableFact]
    public async Task a_silo_dies_under_a_trial_and_its_result_is_that_of_a_quiet_run() => (await Run("trial")).ShouldNotBeNull();

    private static async Task Holds(string fault, int rounds = 1) => (await Run(fault, rounds)).Fates.ShouldNotBeEmpty();

    private static async Task<FaultReport> Run(string fault, int rounds = 1)
    {
        var said = new ConcurrentQueue<string>();
        var report = await FaultList.Find(fault)!.Run(new FaultPlan(rounds, Seed: 20260301, IsShort: true, said.Enqueue));
        report.Violations.ShouldBeEmpty(string.Join('\n', report.Lines().Concat(said)));
        return report;
    }
}
