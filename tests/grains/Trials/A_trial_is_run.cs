using TwinGrid.TrialRuns;

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
    public async Task the_result_is_the_same_to_the_byte_on_one_silo_and_on_three()
    {
        await using var one = await new TrialBed(1).Start();
        await using var three = await new TrialBed(3).Start();
        foreach (var bed in (TrialBed[])[one, three])
        {
            await bed.Book.Order(TrialBed.Order("t1", "200 7"));
            (await bed.Ended("t1")).State.ShouldBe(TrialState.Done);
        }

        (await three.Result("t1")).Paper.ShouldBe((await one.Result("t1")).Paper);
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
}
