-- Saved grain states.
create table snapshot (
    kind text not null,
    key text not null,
    version integer not null,
    state blob not null,
    primary key (kind, key)
);

-- How far each partition of the vitals log is read for good.
create table checkpoint (
    log_partition integer not null primary key,
    log_offset integer not null,
    version integer not null
);

-- Every version of every sample. Times: microseconds since 1970-01-01T00:00:00Z. Ordered so that one packet's samples lie side by side.
create table sample (
    twin text not null,
    observed_at integer not null,
    signal integer not null,
    device text not null,
    sequence integer not null,
    value real not null,
    status integer not null,
    flags integer not null,
    received_at integer not null,
    primary key (twin, observed_at, signal, device, sequence)
) without rowid;

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
