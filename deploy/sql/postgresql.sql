-- Everything TwinGrid keeps in PostgreSQL: the vitals log, the twins' storage, and the tables of Orleans.
-- The programs make it themselves at their first start. Run this instead, once, on an empty database (psql -1 -f postgresql.sql),
-- where they shall not have the right to: then select, insert, update and delete on these tables suffice.
-- Generated from the numbered steps under silo/vitals-log/Schema, silo/storage/Schema and silo/storage/Orleans.

create table schema_version (room text not null, version integer not null, name text not null, applied_at timestamptz not null default now(), primary key (room, version));

-- vitals-log, step 0001-records

-- The vitals log. A record's bytes: one of format version, four of CRC-32, then a PacketRecord in Protocol Buffers.
create table vitals_log_setting (
    name text not null primary key,
    value integer not null
);

-- Where the next record of each partition goes. Its row is locked from the hand-out of an offset to the commit, so offsets become visible in order.
create table vitals_log_partition (
    log_partition integer not null primary key,
    next_offset bigint not null default 0
) with (fillfactor = 10);

create table vitals_log_record (
    log_partition integer not null,
    log_offset bigint not null,
    envelope bytea not null,
    primary key (log_partition, log_offset)
);

-- Appends records to several partitions in one transaction: the partitions in rising order (so that two writers never wait for each other),
-- how many records go to each, and the records side by side. Returns the first offset given in each partition.
create function vitals_log_append(partitions integer[], counts integer[], envelopes bytea[]) returns bigint[] language plpgsql as $append$
declare
    first_offset bigint;
    first_offsets bigint[] := '{}';
    done integer := 0;
begin
    -- An acknowledged record is on disk, whatever the database's default is.
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    for i in 1 .. cardinality(partitions) loop
        update vitals_log_partition set next_offset = next_offset + counts[i]
        where log_partition = partitions[i]
        returning next_offset - counts[i] into strict first_offset;

        insert into vitals_log_record (log_partition, log_offset, envelope)
        select partitions[i], first_offset + place - 1, envelope
        from unnest(envelopes[done + 1 : done + counts[i]]) with ordinality as given (envelope, place);

        first_offsets := first_offsets || first_offset;
        done := done + counts[i];
    end loop;
    return first_offsets;
end
$append$;

insert into schema_version (room, version, name) values ('vitals-log', 1, 'records');

-- storage, step 0001-twins

-- Saved grain states. Rows are updated in place again and again: the free space keeps an update on its page and out of the index.
create table snapshot (
    kind text collate "C" not null,
    key text collate "C" not null,
    version bigint not null,
    state bytea not null,
    primary key (kind, key)
) with (fillfactor = 60);

-- How far each partition of the vitals log is read for good.
create table checkpoint (
    log_partition integer not null primary key,
    log_offset bigint not null,
    version bigint not null
);

-- Every version of every sample. Ordered so that one packet's samples lie side by side.
create table sample (
    twin text collate "C" not null,
    observed_at timestamptz not null,
    signal smallint not null,
    device text collate "C" not null,
    sequence bigint not null,
    value double precision not null,
    status smallint not null,
    flags smallint not null,
    received_at timestamptz not null,
    primary key (twin, observed_at, signal, device, sequence)
);

-- The few that replace or take back others.
create index sample_correction on sample (twin, observed_at, signal, device, sequence) where status <> 0;

-- What is known: a corrected (1) or entered-in-error (2) sample hides what its device sent before it for the same signal and instant.
create view known_sample as
select s.twin, s.observed_at, s.signal, s.device, s.sequence, s.value, s.status, s.flags, s.received_at
from sample s
where s.status <> 2
  and not exists (
    select 1 from sample c
    where c.twin = s.twin and c.observed_at = s.observed_at and c.signal = s.signal and c.device = s.device and c.sequence > s.sequence and c.status <> 0);

insert into schema_version (room, version, name) values ('storage', 1, 'twins');

-- storage, step 0002-sample-by-month

-- The history lies in tables of a month each, so that a read touches only its months and an old month is dropped or detached as a whole.
-- What was observed outside the months that are kept apart lies in sample_other: a device in 1970 makes no table.
drop view known_sample;
alter table sample rename to sample_whole;
alter index sample_pkey rename to sample_whole_pkey;
alter index sample_correction rename to sample_whole_correction;

create table sample (
    twin text collate "C" not null,
    observed_at timestamptz not null,
    signal smallint not null,
    device text collate "C" not null,
    sequence bigint not null,
    value double precision not null,
    status smallint not null,
    flags smallint not null,
    received_at timestamptz not null,
    primary key (twin, observed_at, signal, device, sequence)
) partition by range (observed_at);

create table sample_other partition of sample default;

-- The few that replace or take back others.
create index sample_correction on sample (twin, observed_at, signal, device, sequence) where status <> 0;

-- Makes the table sample_YYYY_MM of the month an instant lies in (UTC), from two years ago to next month; false outside. Many may ask at once.
-- It runs with its owner's rights: those who write samples need no right to make tables.
create function make_sample_month(instant timestamptz) returns boolean language plpgsql security definer as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
    month timestamp := date_trunc('month', instant at time zone 'UTC');
    since timestamptz := month at time zone 'UTC';
    until timestamptz := (month + interval '1 month') at time zone 'UTC';
    month_table text := to_char(month, '"sample_"YYYY"_"MM');
begin
    if month < this_month - interval '24 months' or month > this_month + interval '1 month' then
        return false;
    end if;
    perform pg_advisory_xact_lock(6086449343780514148); -- "TwinGrid", the lock of the schema steps
    if to_regclass(month_table) is not null then
        return true; -- made already, or made and detached by the operator
    end if;
    execute format('create table %I (like sample including all)', month_table);
    lock table sample_other in access exclusive mode;
    execute format('with moved as (delete from sample_other where observed_at >= %L and observed_at < %L returning *) insert into %I select * from moved', since, until, month_table);
    execute format('alter table sample attach partition %I for values from (%L) to (%L)', month_table, since, until);
    return true;
end
$$;

do $$
begin
    execute format('alter function make_sample_month(timestamptz) set search_path = %I, pg_temp', current_schema());
end
$$;

select make_sample_month(month) from (select distinct date_trunc('month', observed_at) as month from sample_whole) kept;
insert into sample select * from sample_whole;
drop table sample_whole;

-- What is known: a corrected (1) or entered-in-error (2) sample hides what its device sent before it for the same signal and instant.
create view known_sample as
select s.twin, s.observed_at, s.signal, s.device, s.sequence, s.value, s.status, s.flags, s.received_at
from sample s
where s.status <> 2
  and not exists (
    select 1 from sample c
    where c.twin = s.twin and c.observed_at = s.observed_at and c.signal = s.signal and c.device = s.device and c.sequence > s.sequence and c.status <> 0);

insert into schema_version (room, version, name) values ('storage', 2, 'sample-by-month');

-- storage, step 0003-sealed-samples

-- From here on the history says nothing of a patient without their key: the device is sealed, and so are the value's bits, in a column of their own; value is null there.
-- What was written before stays as it was until its patient is erased. A month that was detached gets the same columns before it is attached again.
drop view known_sample;

alter table sample alter column value drop not null;
alter table sample add column sealed bigint;

-- What is known: a corrected (1) or entered-in-error (2) sample hides what its device sent before it for the same signal and instant.
create view known_sample as
select s.twin, s.observed_at, s.signal, s.device, s.sequence, s.value, s.status, s.flags, s.received_at, s.sealed
from sample s
where s.status <> 2
  and not exists (
    select 1 from sample c
    where c.twin = s.twin and c.observed_at = s.observed_at and c.signal = s.signal and c.device = s.device and c.sequence > s.sequence and c.status <> 0);

insert into schema_version (room, version, name) values ('storage', 3, 'sealed-samples');

-- storage, step 0004-health-records

-- Every version of every resource of the patients' records. The body is sealed with the patient's key, and what it is found by is hashed with it; twin is '' for what belongs to no patient.
-- Times are milliseconds since 1970.
create table resource (
    place bigint generated always as identity primary key,
    type text collate "C" not null,
    id text collate "C" not null,
    version bigint not null,
    twin text collate "C" not null,
    is_current smallint not null,
    updated_at bigint not null,
    data bigint not null,
    begins bigint,
    ends bigint,
    content bytea not null,
    origin bytea,
    tokens bytea not null,
    facts bytea,
    body bytea not null
);

create unique index resource_version on resource (type, id, version);
create index resource_of_twin on resource (twin, is_current, type, place);
create unique index resource_origin on resource (twin, type, origin) where origin is not null and is_current = 1;

-- What the record has for the twin and the twin has not been told yet.
create table record_feed (
    place bigint generated always as identity primary key,
    twin text collate "C" not null,
    received_at bigint not null,
    facts bytea not null
);

create index record_feed_of_twin on record_feed (twin, place);

insert into schema_version (room, version, name) values ('storage', 4, 'health-records');

-- storage, step 0005-readings

-- What a packet brought of one instant lies in one row: six signs cost one row and not six. What was written before, and what older silos write until they are replaced, stays in the table of samples and is
-- read with it. Bit n of a mask stands for signal n: those in the row, those of them that are flagged, those that amend what the device sent before (corrected, entered in error).
create table reading (
    twin text collate "C" not null,
    observed_at timestamptz not null,
    device text collate "C" not null,
    sequence bigint not null,
    received_at timestamptz not null,
    signals bigint not null,
    flagged bigint not null,
    amending bigint not null,
    samples bytea not null,
    primary key (twin, observed_at, device, sequence)
) partition by range (observed_at);

create table reading_other partition of reading default;

-- The few that replace or take back others.
create index reading_amending on reading (twin, observed_at) where amending <> 0;

-- Makes the table reading_YYYY_MM of the month an instant lies in (UTC), from two years ago to next month; false outside. Many may ask at once.
-- It runs with its owner's rights: those who write readings need no right to make tables.
create function make_reading_month(instant timestamptz) returns boolean language plpgsql security definer as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'UTC');
    month timestamp := date_trunc('month', instant at time zone 'UTC');
    since timestamptz := month at time zone 'UTC';
    until timestamptz := (month + interval '1 month') at time zone 'UTC';
    month_table text := to_char(month, '"reading_"YYYY"_"MM');
begin
    if month < this_month - interval '24 months' or month > this_month + interval '1 month' then
        return false;
    end if;
    perform pg_advisory_xact_lock(6086449343780514148); -- "TwinGrid", the lock of the schema steps
    if to_regclass(month_table) is not null then
        return true; -- made already, or made and detached by the operator
    end if;
    execute format('create table %I (like reading including all)', month_table);
    lock table reading_other in access exclusive mode;
    execute format('with moved as (delete from reading_other where observed_at >= %L and observed_at < %L returning *) insert into %I select * from moved', since, until, month_table);
    execute format('alter table reading attach partition %I for values from (%L) to (%L)', month_table, since, until);
    return true;
end
$$;

do $$
begin
    execute format('alter function make_reading_month(timestamptz) set search_path = %I, pg_temp', current_schema());
end
$$;

insert into schema_version (room, version, name) values ('storage', 5, 'readings');

-- orleans, step 0001-grain-storage

-- What the ADO.NET providers of Microsoft Orleans ask of a database: they read their queries from OrleansQuery. Clinic size, PostgreSQL.
create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
);

-- Grain states that are written rarely: alerts, schedules, registries.
create table OrleansStorage (
    GrainIdHash integer not null,
    GrainTypeHash integer not null,
    ServiceId text not null,
    GrainTypeString text not null,
    GrainIdN0 bigint not null,
    GrainIdN1 bigint not null,
    GrainIdExtensionString text not null,
    PayloadBinary bytea,
    ModifiedOn timestamptz not null,
    Version integer not null,
    primary key (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString)
);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', $query$
select PayloadBinary, Version from OrleansStorage
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
  and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
$query$);

-- No ETag given: the state must be new. An ETag given: it must be the stored one. The ETag comes back unchanged when that does not hold.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', $query$
with updated as (
    update OrleansStorage set PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
      and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
      and Version = @GrainStateVersion
    returning Version
), inserted as (
    insert into OrleansStorage (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version)
    select @GrainIdHash, @GrainTypeHash, @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, now(), 1
    where @GrainStateVersion is null
    on conflict do nothing
    returning Version
)
select coalesce((select Version from updated), (select Version from inserted), @GrainStateVersion) as NewGrainStateVersion
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', $query$
with cleared as (
    update OrleansStorage set PayloadBinary = null, ModifiedOn = now(), Version = Version + 1
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
      and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
      and Version = @GrainStateVersion
    returning Version
)
select coalesce((select Version from cleared), @GrainStateVersion) as NewGrainStateVersion
$query$);

insert into schema_version (room, version, name) values ('orleans', 1, 'grain-storage');

-- orleans, step 0002-reminders

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

insert into schema_version (room, version, name) values ('orleans', 2, 'reminders');

-- orleans, step 0003-membership

-- One row a cluster: its version fences every change of the membership.
create table OrleansMembershipVersionTable (
    DeploymentId text not null primary key,
    Timestamp timestamptz not null default now(),
    Version integer not null default 0
);

-- One row a silo that ever joined. Status 3 is active, 6 is dead.
create table OrleansMembershipTable (
    DeploymentId text not null references OrleansMembershipVersionTable (DeploymentId),
    Address text not null,
    Port integer not null,
    Generation integer not null,
    SiloName text not null,
    HostName text not null,
    Status integer not null,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz not null,
    IAmAliveTime timestamptz not null,
    primary key (DeploymentId, Address, Port, Generation)
);

insert into OrleansQuery (QueryKey, QueryText) values ('GatewaysQueryKey', $query$
select Address, ProxyPort, Generation from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadRowKey', $query$
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v
left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
where v.DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadAllKey', $query$
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v
left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId
where v.DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipVersionKey', $query$
with added as (
    insert into OrleansMembershipVersionTable (DeploymentId) values (@DeploymentId) on conflict do nothing returning 1
)
select count(*) > 0 from added
$query$);

-- The version's row is locked by its update: of two changes made from one version, one finds it gone.
insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipKey', $query$
with fenced as (
    update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
    where DeploymentId = @DeploymentId and Version = @Version and not exists (
        select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
    returning 1
), added as (
    insert into OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from fenced
    returning 1
)
select count(*) > 0 from added
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateMembershipKey', $query$
with fenced as (
    update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
    where DeploymentId = @DeploymentId and Version = @Version and exists (
        select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
    returning 1
), changed as (
    update OrleansMembershipTable set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation and exists (select 1 from fenced)
    returning 1
)
select count(*) > 0 from changed
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateIAmAlivetimeKey', $query$
update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteMembershipTableEntriesKey', $query$
with silos as (delete from OrleansMembershipTable where DeploymentId = @DeploymentId)
delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntriesKey', $query$
delete from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = 6 and IAmAliveTime < @IAmAliveTime and StartTime < @IAmAliveTime
$query$);

-- One dead silo, if it is still as it was read.
insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntryKey', $query$
delete from OrleansMembershipTable
where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation and Status = 6
  and StartTime = @StartTime and IAmAliveTime = @IAmAliveTime and coalesce(SuspectTimes, '') = coalesce(@SuspectTimes, '')
$query$);

insert into schema_version (room, version, name) values ('orleans', 3, 'membership');
