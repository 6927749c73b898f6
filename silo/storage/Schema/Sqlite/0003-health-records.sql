-- Every version of every resource of the patients' records. The body is sealed with the patient's key, and what it is found by is hashed with it; twin is '' for what belongs to no patient.
-- Times are milliseconds since 1970.
create table resource (
    place integer primary key autoincrement,
    type text not null,
    id text not null,
    version integer not null,
    twin text not null,
    is_current integer not null,
    updated_at integer not null,
    data integer not null,
    begins integer,
    ends integer,
    content blob not null,
    origin blob,
    tokens blob not null,
    facts blob,
    body blob not null
);

create unique index resource_version on resource (type, id, version);
create index resource_of_twin on resource (twin, is_current, type, place);
create unique index resource_origin on resource (twin, type, origin) where origin is not null and is_current = 1;

-- What the record has for the twin and the twin has not been told yet.
create table record_feed (
    place integer primary key autoincrement,
    twin text not null,
    received_at integer not null,
    facts blob not null
);

create index record_feed_of_twin on record_feed (twin, place);
