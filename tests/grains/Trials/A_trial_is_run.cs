using TwinGrid.Grains.Trials;
using TwinGrid.TrialRuns;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Grains.Tests.Trials;

public sealed class A_trial_is_run
{
    [Fact]
    public async Task every_patient_is_counted_once_and_the_book_says_it_is_done()
    {
        await using var bed = await new TrialBed(1).Start();
        var answer = await bed.Book.Order(TrialBed.Order("t1", "300 10"));
        answer.Taken!.Outline.Shards.ShouldBe(300);

        var ended = await bed.Ended("t1");

        ended.State.ShouldBe(TrialState.Done);
        (ended.ShardsDone, ended.PatientsDone).ShouldBe((300, 3000));
        (await bed.Result("t1")).Patients.ShouldBe(3000);
        bed.Tosses.Conducted.ShouldBe(300);
        (await bed.Book.List()).Single().State.ShouldBe(TrialState.Done);
        (await bed.Book.Running(0, TimeSpan.Zero)).Trials.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_results_are_the_same_to_the_byte_on_one_silo_and_on_four()
    {
        const string Protocol = """
            id: two-doses
            title: Two doses of docetaxel
            seed: 20260301
            population: { size: 20000, variables: { BSA: { distribution: normal, mean: 1.8, sd: 0.2 } } }
            model: { kind: neutropenia, parameters: friberg-2002, days: 21 }
            arms:
              - { name: 100 mg/m², drug: docetaxel, dose: 100, per: m2, regimen: over 1 h at 0 d }
              - { name: 75 mg/m², drug: docetaxel, dose: 75, per: m2, regimen: over 1 h at 0 d }
            endpoints:
              - { name: Days of grade 4, kind: change, of: grade4Days, primary: true }
              - { name: Grade 4, kind: responder, of: grade4, response: value > 0, better: lower }
            """;
        var papers = new List<byte[]>();
        foreach (var silos in (int[])[1, 4])
        {
            await using var bed = await new TrialBed(silos) { Method = new TrialMethod(TimeProvider.System) }.Start();
            await bed.Book.Order(TrialBed.Order("t1", Protocol));
            (await bed.Ended("t1")).State.ShouldBe(TrialState.Done);
            papers.Add((await bed.Trial("t1").Paper(TrialPaper.Csv))!);
        }
        papers[1].ShouldBe(papers[0]);
        papers[0].Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task silos_work_on_while_a_slow_disk_keeps_what_is_done_from_being_durable()
    {
        await using var bed = await new TrialBed(1).Start();
        var disk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Tosses.Before = (shard, _) => { if (shard == 10) bed.Snapshots.Held = disk; };
        await bed.Book.Order(TrialBed.Order("t1", "200 5"));

        while ((await bed.Trial("t1").Standing())!.ShardsDone < 120) await Task.Yield();

        bed.Snapshots.Held = null;
        disk.SetResult();
        var ended = await bed.Ended("t1");
        (ended.State, ended.PatientsDone, bed.Tosses.Conducted).ShouldBe((TrialState.Done, 1000, 200));
    }

    [Fact]
    public async Task an_order_that_comes_twice_is_one_trial()
    {
        await using var bed = await new TrialBed(1).Start();
        await bed.Book.Order(TrialBed.Order("t1", "5 10"));
        await bed.Ended("t1");

        var again = await bed.Book.Order(TrialBed.Order("t1", "5 10"));

        again.Taken!.State.ShouldBe(TrialState.Done);
        (await bed.Book.List()).Count.ShouldBe(1);
        bed.Tosses.Conducted.ShouldBe(5);
    }

    [Fact]
    public async Task what_cannot_be_run_is_refused_with_its_line_and_leaves_no_trace()
    {
        await using var bed = await new TrialBed(1).Start();

        (await bed.Book.Order(TrialBed.Order("t1", "nonsense"))).Faults.Single().ShouldBe(new TrialFault("shards", 1, "is no number"));
        (await bed.Book.Order(TrialBed.Order("t1", "1000000 1000000"))).Faults.Single().Field.ShouldBe("patients");

        (await bed.Book.List()).ShouldBeEmpty();
        (await bed.Trial("t1").Standing()).ShouldBeNull();
    }

    [Fact]
    public async Task a_trial_that_is_cancelled_stops_and_makes_room_for_another()
    {
        await using var bed = await new TrialBed(1).Start();
        bed.Tosses.Before = (_, cancel) => cancel.WaitHandle.WaitOne(TimeSpan.FromMinutes(5));
        await bed.Book.Order(TrialBed.Order("t1", "50 10"));
        await bed.Book.Order(TrialBed.Order("t2", "50 10"));
        (await bed.Book.Order(TrialBed.Order("t3", "5 10"))).IsTooMany.ShouldBeTrue();

        (await bed.Trial("t1").Cancel("researcher-1"))!.CancelledBy.ShouldBe("researcher-1");

        (await bed.Trial("t1").Paper(TrialPaper.Results)).ShouldBeNull();
        (await bed.Book.Order(TrialBed.Order("t3", "5 10"))).Taken.ShouldNotBeNull();
        await bed.Trial("t2").Cancel("researcher-1");
        bed.Tosses.Before = null;
        (await bed.Ended("t3")).State.ShouldBe(TrialState.Done);
    }

    [Fact]
    public async Task a_shard_that_always_fails_fails_the_trial_and_says_why()
    {
        await using var bed = await new TrialBed(1).Start();
        bed.Tosses.Before = (shard, _) => { if (shard == 3) throw new InvalidOperationException("The coin stands on its edge."); };
        await bed.Book.Order(TrialBed.Order("t1", "10 10"));

        var ended = await bed.Ended("t1");

        ended.State.ShouldBe(TrialState.Failed);
        ended.Failure.ShouldBe("Shard 3 failed 3 times: The coin stands on its edge.");
    }

    [Fact]
    public async Task a_protocol_that_turns_out_impossible_is_not_tried_again()
    {
        await using var bed = await new TrialBed(1).Start();
        var tried = 0;
        bed.Tosses.Before = (_, _) =>
        {
            Interlocked.Increment(ref tried);
            throw new TrialException("A patient's median is -3 days: medianDays must be above 0 in everybody.");
        };
        await bed.Book.Order(TrialBed.Order("t1", "1 10"));

        var ended = await bed.Ended("t1");

        (ended.State, ended.Failure).ShouldBe((TrialState.Failed, "A patient's median is -3 days: medianDays must be above 0 in everybody."));
        tried.ShouldBe(1);
    }
}
