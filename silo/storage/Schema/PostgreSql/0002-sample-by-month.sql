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
