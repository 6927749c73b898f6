-- Readings as they came, one behind the other: to write a reading into its twin's place costs a page of its own, to write it here a small part of one.
-- Many of a twin's are later sorted into the table of readings together. What stands in both is one reading.
create table arrival (
    place integer primary key,
    twin text not null,
    observed_at integer not null,
    device text not null,
    sequence integer not null,
    received_at integer not null,
    signals integer not null,
    flagged integer not null,
    amending integer not null,
    samples blob not null
);
