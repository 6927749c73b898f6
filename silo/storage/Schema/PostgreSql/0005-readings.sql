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
