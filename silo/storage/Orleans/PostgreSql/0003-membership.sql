-- One row a cluster: its version fences every change of the membership.
create table OrleansMembershipVersionTable (
    DeploymentId text not null primary key,
    Timestamp timestamptz not null default now(),
    Version integer not null default 0
);

-- One row a silo that ever joined. Status 3 is active, 6 is dead.
create table OrleansMembershipTable (
    DeploymentId text not null references OrleansMembershipVersionTable (DeploymentId),
    Address text not null,
    Port integer not null,
    Generation integer not null,
    SiloName text not null,
    HostName text not null,
    Status integer not null,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz not null,
    IAmAliveTime timestamptz not null,
    primary key (DeploymentId, Address, Port, Generation)
);

insert into OrleansQuery (QueryKey, QueryText) values ('GatewaysQueryKey', $query$
select Address, ProxyPort, Generation from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadRowKey', $query$
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v
left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
where v.DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadAllKey', $query$
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v
left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId
where v.DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipVersionKey', $query$
with added as (
    insert into OrleansMembershipVersionTable (DeploymentId) values (@DeploymentId) on conflict do nothing returning 1
)
select count(*) > 0 from added
$query$);

-- The version's row is locked by its update: of two changes made from one version, one finds it gone.
insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipKey', $query$
with fenced as (
    update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
    where DeploymentId = @DeploymentId and Version = @Version and not exists (
        select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
    returning 1
), added as (
    insert into OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from fenced
    returning 1
)
select count(*) > 0 from added
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateMembershipKey', $query$
with fenced as (
    update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
    where DeploymentId = @DeploymentId and Version = @Version and exists (
        select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
    returning 1
), changed as (
    update OrleansMembershipTable set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation and exists (select 1 from fenced)
    returning 1
)
select count(*) > 0 from changed
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateIAmAlivetimeKey', $query$
update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteMembershipTableEntriesKey', $query$
with silos as (delete from OrleansMembershipTable where DeploymentId = @DeploymentId)
delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId
$query$);

insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntriesKey', $query$
delete from OrleansMembershipTable where DeploymentId = @DeploymentId and Status = 6 and IAmAliveTime < @IAmAliveTime and StartTime < @IAmAliveTime
$query$);

-- One dead silo, if it is still as it was read.
insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntryKey', $query$
delete from OrleansMembershipTable
where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation and Status = 6
  and StartTime = @StartTime and IAmAliveTime = @IAmAliveTime and coalesce(SuspectTimes, '') = coalesce(@SuspectTimes, '')
$query$);
