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
