-- What the ADO.NET providers of Microsoft Orleans ask of a database: they read their queries from OrleansQuery. Clinic size, PostgreSQL.
create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
);

-- Grain states that are written rarely: alerts, schedules, registries.
create table OrleansStorage (
    GrainIdHash integer not null,
    GrainTypeHash integer not null,
    ServiceId text not null,
    GrainTypeString text not null,
    GrainIdN0 bigint not null,
    GrainIdN1 bigint not null,
    GrainIdExtensionString text not null,
    PayloadBinary bytea,
    ModifiedOn timestamptz not null,
    Version integer not null,
    primary key (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString)
);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', $query$
select PayloadBinary, Version from OrleansStorage
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
  and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
$query$);

-- No ETag given: the state must be new. An ETag given: it must be the stored one. The ETag comes back unchanged when that does not hold.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', $query$
with updated as (
    update OrleansStorage set PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
      and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
      and Version = @GrainStateVersion
    returning Version
), inserted as (
    insert into OrleansStorage (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version)
    select @GrainIdHash, @GrainTypeHash, @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, now(), 1
    where @GrainStateVersion is null
    on conflict do nothing
    returning Version
)
select coalesce((select Version from updated), (select Version from inserted), @GrainStateVersion) as NewGrainStateVersion
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', $query$
with cleared as (
    update OrleansStorage set PayloadBinary = null, ModifiedOn = now(), Version = Version + 1
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
      and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
      and Version = @GrainStateVersion
    returning Version
)
select coalesce((select Version from cleared), @GrainStateVersion) as NewGrainStateVersion
$query$);
