-- A key for each patient, sealed with the secret that is named beside it. A destroyed key leaves its row: the pseudonym is never given another.
create table patient_key (
    twin text collate "C" not null primary key,
    secret text,
    sealed bytea,
    destroyed_at timestamptz,
    destruction bigint unique
);

-- Hands out the numbers of destructions, one at a time: who asks for those above a number misses none that commits late.
create function destroy_patient_key(erased text) returns void language plpgsql as $$
begin
    lock table patient_key in share row exclusive mode;
    insert into patient_key as kept (twin, destroyed_at, destruction)
    values (erased, now(), (select coalesce(max(destruction), 0) + 1 from patient_key))
    on conflict (twin) do update set secret = null, sealed = null, destroyed_at = excluded.destroyed_at, destruction = excluded.destruction
    where kept.destruction is null;
end
$$;
