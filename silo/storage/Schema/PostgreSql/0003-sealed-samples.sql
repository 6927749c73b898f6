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
