-- Every version of every resource of the patients' records. The body is sealed with the patient's key, and what it is found by is hashed with it; twin is '' for what belongs to no patient.
-- Times are milliseconds since 1970.
create table resource (
    place bigint generated always as identity primary key,
    type text collate "C" not null,
    id text collate "C" not null,
    version bigint not null,
    twin text collate "C" not null,
    is_current smallint not null,
    updated_at bigint not null,
    data bigint not null,
    begins bigint,
    ends bigint,
    content bytea not null,
    origin bytea,
    tokens bytea not null,
    facts bytea,
    body bytea not null
);

create unique index resource_version on resource (type, id, version);
create index resource_of_twin on resource (twin, is_current, type, place);
create unique index resource_origin on resource (twin, type, origin) where origin is not null and is_current = 1;

-- What the record has for the twin and the twin has not been told yet.
create table record_feed (
    place bigint generated always as identity primary key,
    twin text collate "C" not null,
    received_at bigint not null,
    facts bytea not null
);

create index record_feed_of_twin on record_feed (twin, place);
