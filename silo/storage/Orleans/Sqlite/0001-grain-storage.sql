-- What the ADO.NET providers of Microsoft Orleans ask of a database: they read their queries from OrleansQuery. Embedded size, SQLite.
create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
) without rowid;

-- Grain states that are written rarely: alerts, schedules, registries.
create table OrleansStorage (
    GrainIdHash integer not null,
    GrainTypeHash integer not null,
    ServiceId text not null,
    GrainTypeString text not null,
    GrainIdN0 integer not null,
    GrainIdN1 integer not null,
    GrainIdExtensionString text not null,
    PayloadBinary blob,
    ModifiedOn text not null,
    Version integer not null,
    primary key (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString)
);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', '
select PayloadBinary, Version from OrleansStorage
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
  and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')');

-- No ETag given: the state must be new. An ETag given: it must be the stored one. The ETag comes back unchanged when that does not hold.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', '
insert into OrleansStorage (GrainIdHash, GrainTypeHash, ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version)
select @GrainIdHash, @GrainTypeHash, @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, datetime(), 1
where @GrainStateVersion is null or exists (
    select 1 from OrleansStorage
    where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
      and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, ''''))
on conflict do update set PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = Version + 1 where Version = @GrainStateVersion;
select case when changes() > 0 then coalesce(@GrainStateVersion, 0) + 1 else @GrainStateVersion end as NewGrainStateVersion');

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', '
update OrleansStorage set PayloadBinary = null, ModifiedOn = datetime(), Version = Version + 1
where GrainIdHash = @GrainIdHash and GrainTypeHash = @GrainTypeHash and ServiceId = @ServiceId and GrainTypeString = @GrainTypeString
  and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1 and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
  and Version = @GrainStateVersion;
select case when changes() > 0 then @GrainStateVersion + 1 else @GrainStateVersion end as NewGrainStateVersion');
