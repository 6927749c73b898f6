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
