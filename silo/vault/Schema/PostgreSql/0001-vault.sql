-- Keys that rows were sealed with, by their ids; the highest generation is the current one. No key stands here.
create table vault_key (
    generation integer not null primary key,
    key_id text collate "C" not null unique,
    since text collate "C" not null
);

-- Studies. sealed_key: the study's own key, sealed with the vault's; null once it was destroyed, for good.
create table study (
    id text collate "C" not null primary key,
    title text collate "C" not null,
    status integer not null,
    first_day text collate "C" not null,
    last_day text collate "C" not null,
    registered_at text collate "C" not null,
    registered_by text collate "C" not null,
    key_id text collate "C" not null,
    key_destroyed_at text collate "C",
    generation integer not null,
    sealed_key bytea
);

-- Which twin a pseudonym of a study stands for. twin_tag and sealed_twin are made with keys that come from the study's key: without it they say nothing.
create table pseudonym (
    study text collate "C" not null,
    pseudonym text collate "C" not null,
    twin_tag bytea not null,
    sealed_twin bytea not null,
    primary key (study, pseudonym)
);

create unique index pseudonym_twin on pseudonym (study, twin_tag);
