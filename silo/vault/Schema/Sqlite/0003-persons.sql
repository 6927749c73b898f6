-- Name, address, contacts and identifiers of a patient as they were sent, encrypted to this very row.
create table person (
    twin text not null primary key,
    sealed blob not null,
    generation integer not null
);

create index person_generation on person (generation);
