-- The embedded vitals log. A record's bytes: one of format version, four of CRC-32, then a PacketRecord in Protocol Buffers.
create table log_setting (
    name text not null primary key,
    value integer not null
) without rowid;

create table log_record (
    log_partition integer not null,
    log_offset integer not null,
    envelope blob not null,
    primary key (log_partition, log_offset)
) without rowid;
