package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.application.AllocationStore;
import io.ipfabric.ipam.application.LockedPool;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.Allocation;
import io.ipfabric.ipam.domain.Offer;
import io.ipfabric.ipam.domain.Owner;
import io.ipfabric.ipam.domain.PoolsView;
import io.ipfabric.ipam.domain.Released;
import io.ipfabric.ipam.domain.Tenancy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The tables {@code allocation} and {@code tenancy}. */
@ApplicationScoped
class PostgresAllocationStore implements AllocationStore {

    private record TenancyRow(
            boolean isNew,
            Instant now,
            @Nullable Generation life,
            @Nullable AddressRequest request,
            @Nullable Instant waitingUntil) {

        Tenancy with(List<AllocationRow> allocations) {
            if (life == null || (request == null && allocations.isEmpty())) {
                return new Tenancy.Vacant(life);
            }
            if (request != null && waitingUntil != null) {
                return new Tenancy.Waiting(life, request, waitingUntil);
            }
            var held = allocations.stream().map(AllocationRow::held).toList();
            return allocations.getFirst().state() == AllocationRow.State.RELEASING
                    ? new Tenancy.Releasing(life, held)
                    : new Tenancy.Allocated(life, held);
        }
    }

    /** In two statements: the second sees what was committed while the first waited for the lock. A row that is new holds nothing. */
    @Override
    public Uni<LockedTenancy> lock(Mutiny.Session session, VmId vm) {
        var lock = """
                insert into tenancy as t (vm) values (?1) on conflict (vm) do update set vm = t.vm
                returning cast(jsonb_build_object(
                    'isNew', xmax = 0, 'now', now(), 'life', t.life, 'request', t.request, 'waitingUntil', t.waiting_until) as text)
                """;
        var load =
                JsonRows.of(AllocationRow.SELECT + " where a.owner = ?1 and a.owner_kind = 'VM' order by a.sequence");
        return JsonRows.one(JsonRows.query(session, lock, vm.value()), TenancyRow.class)
                .chain(row -> (row.isNew()
                                ? Uni.createFrom().item(List.<AllocationRow>of())
                                : JsonRows.list(JsonRows.query(session, load, vm.value()), AllocationRow.class))
                        .map(allocations -> new LockedTenancy(row.with(allocations), row.now())));
    }

    @Override
    public Uni<PoolsView> view(Mutiny.Session session, AddressRequest request, List<LockedPool> pools) {
        var from = pools.stream().map(PoolsViewRow.FromRow::of).toList();
        var query = JsonRows.query(
                session, PoolsViewRow.SELECT, JsonRows.write(from), JsonRows.write(request.named()), request.size());
        return JsonRows.one(query, PoolsViewRow.class).map(row -> row.view(pools));
    }

    @Override
    public Uni<Long> lastSequence(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select case when is_called then last_value else 0 end from allocation_sequence", Long.class)
                .getSingleResult();
    }

    @Override
    public Uni<Void> take(Mutiny.Session session, VmId vm, Generation life, Offer.Offered offer) {
        return take(session, new Owner.Vm(vm), List.of(new AllocationParameters.LifeRow(vm, life)), offer);
    }

    @Override
    public Uni<Void> take(Mutiny.Session session, Owner.Manual owner, Offer.Offered offer) {
        return take(session, owner, List.of(), offer);
    }

    /** @param lives of the owner, if it is a VM */
    private static Uni<Void> take(
            Mutiny.Session session, Owner owner, List<AllocationParameters.LifeRow> lives, Offer.Offered offer) {
        var sql = """
                with taken as (
                    insert into allocation as a (address, pool, sequence, state, owner, owner_kind)
                    select cast(r.address as inet), r.pool, r.sequence, 'ALLOCATED', ?2, ?3
                    from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(address text, pool text, sequence bigint)
                    on conflict (address) do update set
                        pool = excluded.pool, sequence = excluded.sequence, state = excluded.state, owner = excluded.owner,
                        owner_kind = excluded.owner_kind, route_ended = false, cooling_until = null, since = now()
                    where a.state = 'COOLING_DOWN' and a.cooling_until <= now()
                    returning 1),
                marked as (
                    update pool set next_offset = greatest(next_offset, m.next)
                    from jsonb_to_recordset(cast(cast(?4 as text) as jsonb)) as m(name text, next numeric)
                    where pool.name = m.name),
                lived as (
                    update tenancy t set life = l.life, request = null, waiting_until = null
                    from jsonb_to_recordset(cast(cast(?5 as text) as jsonb)) as l(vm text, life bigint)
                    where t.vm = l.vm)
                select count(*) from taken
                """;
        var taken = offer.addresses().stream()
                .map(AllocationParameters.TakenRow::of)
                .toList();
        var marks = offer.nextOffsets().entrySet().stream()
                .map(AllocationParameters.MarkRow::of)
                .toList();
        return session.createNativeQuery(sql, Long.class)
                .setParameter(1, JsonRows.write(taken))
                .setParameter(2, owner.id().value())
                .setParameter(3, AllocationRow.OwnerKind.of(owner).name())
                .setParameter(4, JsonRows.write(marks))
                .setParameter(5, JsonRows.write(lives))
                .getSingleResult()
                .invoke(count -> {
                    if (count != taken.size()) {
                        throw new IllegalStateException(
                                "only " + count + " of these had no owner, although their pools are locked: " + taken);
                    }
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> update(Mutiny.Session session, VmId vm, Tenancy tenancy) {
        var sql = """
                with held as (
                    update allocation a set
                        since = case when a.state = r.state then a.since else now() end, state = r.state, route_ended = r.ended
                    from jsonb_to_recordset(cast(cast(?2 as text) as jsonb))
                        as r(address text, sequence bigint, state text, ended boolean)
                    where a.address = cast(r.address as inet) and a.sequence = r.sequence)
                update tenancy t set life = r.life, request = r.request, waiting_until = r.until
                from jsonb_to_record(cast(cast(?1 as text) as jsonb))
                    as r(vm text, life bigint, request jsonb, until timestamptz)
                where t.vm = r.vm
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, JsonRows.write(AllocationParameters.TenancyRow.of(vm, tenancy)))
                .setParameter(2, JsonRows.write(AllocationParameters.HeldRow.of(tenancy)))
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> release(Mutiny.Session session, List<Released> released) {
        if (released.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var sql = """
                update allocation a set
                    state = 'COOLING_DOWN', owner = null, owner_kind = null, route_ended = true, cooling_until = r.until, since = now()
                from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(address text, sequence bigint, until timestamptz)
                where a.address = cast(r.address as inet) and a.sequence = r.sequence
                """;
        return session.createNativeQuery(sql)
                .setParameter(
                        1,
                        JsonRows.write(released.stream()
                                .map(AllocationParameters.ReleasedRow::of)
                                .toList()))
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(Mutiny.Session session, VmId vm) {
        return session.createNativeQuery("delete from tenancy where vm = ?1")
                .setParameter(1, vm.value())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<List<VmId>> waiting(Mutiny.Session session, int limit) {
        var sql = "select vm from tenancy where waiting_until is not null order by waiting_until limit ?1";
        return JsonRows.query(session, sql, limit)
                .getResultList()
                .map(vms -> vms.stream().map(VmId::of).toList());
    }

    @Override
    public Uni<Optional<Allocation>> find(Mutiny.Session session, Address address) {
        var sql = JsonRows.of(AllocationRow.SELECT + " where a.address = cast(cast(?1 as text) as inet) and "
                + AllocationRow.NOT_FREE);
        return JsonRows.first(JsonRows.query(session, sql, address.toString()), AllocationRow.class)
                .map(row -> row.map(AllocationRow::allocation));
    }

    @Override
    public Uni<LockedAddress> lock(Mutiny.Session session, Address address) {
        var lock = "select host(address) from allocation where address = cast(cast(?1 as text) as inet) for update";
        var now = "select cast(to_jsonb(now()) as text)";
        return JsonRows.query(session, lock, address.toString())
                .getResultList()
                .chain(() -> find(session, address))
                .chain(found -> JsonRows.one(JsonRows.query(session, now), Instant.class)
                        .map(time -> new LockedAddress(found.orElse(null), time)));
    }

    @Override
    public Uni<List<Address>> heldManually(Mutiny.Session session, Owner.Manual owner, PoolName pool) {
        var sql = """
                select host(address) from allocation
                where owner = ?1 and owner_kind = 'MANUAL' and pool = ?2 order by address
                """;
        return JsonRows.query(session, sql, owner.id().value(), pool.value())
                .getResultList()
                .map(addresses -> addresses.stream().map(Address::of).toList());
    }

    @Override
    public Uni<List<Allocation>> list(Mutiny.Session session, PoolName pool, @Nullable Address after, int limit) {
        var sql = JsonRows.of(AllocationRow.SELECT + " where a.pool = ?1 and " + AllocationRow.NOT_FREE
                + " and a.address > coalesce(cast(nullif(?2, '') as inet), '0.0.0.0/0') order by a.address limit ?3");
        var query = JsonRows.query(session, sql, pool.value(), after == null ? "" : after.toString(), limit);
        return JsonRows.list(query, AllocationRow.class)
                .map(rows -> rows.stream().map(AllocationRow::allocation).toList());
    }
}
