-- A key for each patient, sealed with the secret that is named beside it. A destroyed key leaves its row: the pseudonym is never given another.
create table patient_key (
    twin text not null primary key,
    secret text,
    sealed blob,
    destroyed_at text,
    destruction integer unique
) without rowid;
