using Orleans.Core.Internal;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Tests.Trials;

public sealed class A_silo_dies_while_a_trial_runs
{
    [Fact]
    public async Task no_patient_is_lost_or_repeated_and_the_result_is_that_of_an_undisturbed_run()
    {
        await using var quiet = await new TrialBed(1).Start();
        await quiet.Book.Order(TrialBed.Order("t1", "120 5"));
        await quiet.Ended("t1");
        await using var bed = await new TrialBed(3).Start();
        using var reached = new SemaphoreSlim(0);
        bed.Tosses.Before = (shard, _) =>
        {
            if (shard >= 40) reached.Release();
            if (shard >= 60) reached.AvailableWaitHandle.WaitOne(TimeSpan.FromMilliseconds(5));
        };
        await bed.Book.Order(TrialBed.Order("t1", "120 5"));
        await reached.WaitAsync();

        await bed.Cluster.KillSiloAsync(bed.Cluster.Silos[^1]);

        var ended = await bed.Ended("t1");
        (ended.State, ended.PatientsDone).ShouldBe((TrialState.Done, 600));
        (await bed.Result("t1")).Paper.ShouldBe((await quiet.Result("t1")).Paper);
    }

    [Fact]
    public async Task the_trial_goes_on_from_what_is_stored_when_its_grain_is_lost()
    {
        await using var bed = await new TrialBed(1).Start();
        using var half = new SemaphoreSlim(0);
        bed.Tosses.Before = (shard, _) => { if (shard == 100) half.Release(); };
        await bed.Book.Order(TrialBed.Order("t1", "200 5"));
        await half.WaitAsync();

        await bed.Trial("t1").AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await bed.Book.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        var ended = await bed.Ended("t1");
        (ended.State, ended.PatientsDone, ended.ShardsDone).ShouldBe((TrialState.Done, 1000, 200));
        (await bed.Result("t1")).Patients.ShouldBe(1000);
    }

    [Fact]
    public async Task a_trial_whose_sums_a_newer_grid_cannot_read_fails_with_a_sentence_and_the_list_of_trials_is_still_answered()
    {
        await using var bed = await new TrialBed(1).Start();
        using var half = new SemaphoreSlim(0);
        bed.Tosses.Before = (shard, cancel) => { if (shard >= 100) { half.Release(); cancel.WaitHandle.WaitOne(TimeSpan.FromMinutes(5)); } };
        await bed.Book.Order(TrialBed.Order("t1", "200 5"));
        await half.WaitAsync();
        while ((await bed.Trial("t1").Standing())!.ShardsDone < 100) await Task.Yield();

        bed.Tosses.CountsOtherwise = true;
        await bed.Trial("t1").AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        var ended = await bed.Ended("t1");
        (ended.State, ended.Failure!.Contains("counts otherwise", StringComparison.Ordinal)).ShouldBe((TrialState.Failed, true));
        (await bed.Trial("t1").Paper(TrialPaper.Results)).ShouldBeNull();
        (await bed.Book.List()).Count.ShouldBe(1);
        var known = -1L;
        for (var running = await bed.Book.Running(known, TimeSpan.Zero); running.Trials.Count > 0; running = await bed.Book.Running(known, TimeSpan.FromSeconds(5))) known = running.Version;
    }

    [Fact]
    public async Task what_a_silent_worker_holds_is_lent_to_another_and_what_comes_late_is_not_counted_again()
    {
        await using var bed = await new TrialBed(1) { Options = new() { Lanes = 0, Lease = TimeSpan.Zero } }.Start();
        await bed.Book.Order(TrialBed.Order("t1", "2 10"));
        var trial = bed.Trial("t1");
        var outcome = new Tosses().Read("2 10").Trial!.Conduct(0, CancellationToken.None).Sums;
        var (first, second) = (bed.Cluster.Silos[0].SiloAddress.ToParsableString(), "S127.0.0.1:11:1");
        (await trial.Lend(new ShardAsk(first, 1, []))).Shards.ShouldBe([0]);

        (await trial.Lend(new ShardAsk(second, 1, []))).Shards.ShouldBe([0]);
        (await trial.Give(new ShardReturn(second, 0, outcome, 10, null))).ShouldBe(ShardReceipt.Counted);
        (await trial.Give(new ShardReturn(first, 0, outcome, 10, null))).ShouldBe(ShardReceipt.Counted);

        var standing = (await trial.Standing())!;
        (standing.ShardsDone, standing.PatientsDone).ShouldBe((1, 10));
    }
}
