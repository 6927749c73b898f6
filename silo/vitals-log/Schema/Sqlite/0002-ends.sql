-- How far each partition was written, kept apart from the records: so that a lost tail is noticed, and its offsets are not given a second time.
create table log_end (
    log_partition integer not null primary key,
    log_offset integer not null
);

insert into log_end (log_partition, log_offset)
select log_partition, max(log_offset) from log_record group by log_partition;
