create table OrleansRemindersTable (
    ServiceId text not null,
    GrainId text not null,
    ReminderName text not null,
    StartTime timestamptz not null,
    Period bigint not null,
    GrainHash integer not null,
    Version integer not null,
    primary key (ServiceId, GrainId, ReminderName)
);

-- Every silo reads its range of hashes again every few minutes.
create index OrleansReminderHash on OrleansRemindersTable (ServiceId, GrainHash);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowsKey', $query$
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowKey', $query$
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName
$query$);

-- A range of the ring that does not pass its end, and one that does.
insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows1Key', $query$
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and GrainHash > @BeginHash and GrainHash <= @EndHash
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows2Key', $query$
select GrainId, ReminderName, StartTime, Period, Version from OrleansRemindersTable where ServiceId = @ServiceId and (GrainHash > @BeginHash or GrainHash <= @EndHash)
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('UpsertReminderRowKey', $query$
insert into OrleansRemindersTable as stored (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (ServiceId, GrainId, ReminderName)
do update set StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = stored.Version + 1
returning Version
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowKey', $query$
with removed as (
    delete from OrleansRemindersTable where ServiceId = @ServiceId and GrainId = @GrainId and ReminderName = @ReminderName and Version = @Version
    returning 1
)
select count(*) > 0 from removed
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowsKey', $query$
delete from OrleansRemindersTable where ServiceId = @ServiceId
$query$);
