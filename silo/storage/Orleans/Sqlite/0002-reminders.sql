create table OrleansRemindersTable (
    ServiceId text not null,
    GrainId text not null,
    ReminderName text not null,
    StartTime text not null,
    Period integer not null,
    GrainHash integer not null,
    Version integer not null,
    primary key (ServiceId, GrainId, ReminderName)
);

-- Every silo reads its range of hashes again every few minutes.
create index OrleansReminderHash on OrleansRemindersTable (ServiceId, GrainHash);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowsKey', '
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowKey', '
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName');

-- A range of the ring that does not pass its end, and one that does.
insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows1Key', '
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainHash > @BeginHash and GrainHash <= @EndHash');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows2Key', '
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and (GrainHash > @BeginHash or GrainHash <= @EndHash)');

insert into OrleansQuery (QueryKey, QueryText) values ('UpsertReminderRowKey', '
insert into OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict do update set StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = Version + 1
returning Version');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowKey', '
delete from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version;
select changes() > 0 as Removed');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowsKey', '
delete from OrleansRemindersTable where ServiceId = @ServiceId');
