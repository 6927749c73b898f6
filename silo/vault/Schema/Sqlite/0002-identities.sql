-- What names patients outside. tag: keyed hash of system and value, by which a row is found; sealed: both, encrypted to this very row. Nothing of a person stands here in the clear.
create table identifier (
    tag blob not null primary key,
    twin text not null,
    sealed blob not null,
    generation integer not null,
    added_at text not null
);

create index identifier_twin on identifier (twin);
create index identifier_generation on identifier (generation);
