-- Keys that rows were sealed with, by their ids; the highest generation is the current one. No key stands here.
create table vault_key (
    generation integer not null primary key,
    key_id text not null unique,
    since text not null
);

-- Studies. sealed_key: the study's own key, sealed with the vault's; null once it was destroyed, for good.
create table study (
    id text not null primary key,
    title text not null,
    status integer not null,
    first_day text not null,
    last_day text not null,
    registered_at text not null,
    registered_by text not null,
    key_id text not null,
    key_destroyed_at text,
    generation integer not null,
    sealed_key blob
);

-- Which twin a pseudonym of a study stands for. twin_tag and sealed_twin are made with keys that come from the study's key: without it they say nothing.
create table pseudonym (
    study text not null,
    pseudonym text not null,
    twin_tag blob not null,
    sealed_twin blob not null,
    primary key (study, pseudonym)
) without rowid;

create unique index pseudonym_twin on pseudonym (study, twin_tag);
