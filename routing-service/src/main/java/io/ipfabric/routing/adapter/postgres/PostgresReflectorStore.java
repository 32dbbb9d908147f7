package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.ReflectorStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Tables {@code reflector}, {@code held} and {@code pool}. */
@ApplicationScoped
class PostgresReflectorStore implements ReflectorStore {

    /** All parts see {@code held} as it was before the statement. */
    private static final String HOLD = """
            with said as (
                select address, reflector, generation, paths
                from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                    as s(address text, reflector text, generation bigint, paths jsonb)),
            gone as (
                delete from held h using said s
                where h.address = s.address and h.reflector = s.reflector and s.paths = '[]'),
            kept as (
                insert into held (address, reflector, generation, paths)
                select address, reflector, generation, paths from said where paths <> '[]'
                on conflict (address, reflector) do update set generation = excluded.generation, paths = excluded.paths)
            select s.address, s.reflector, cast(h.paths as text),
                array_to_string(array(select vm from vm_routing where addresses @> array[s.address]), ',')
            from said s left join held h on h.address = s.address and h.reflector = s.reflector
            """;

    @Override
    public Uni<List<Change>> save(Mutiny.Session session, Collection<Held> held) {
        var byKey = held.stream()
                .collect(Collectors.toMap(
                        one -> List.of(one.address().toString(), one.reflector().value()), one -> one));
        return session.createNativeQuery(HOLD, Object[].class)
                .setParameter(1, StateJson.write(held))
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Change(
                                Objects.requireNonNull(byKey.get(List.of(row[0], row[1])), "a row that was not said"),
                                paths(row[2]),
                                vms((String) row[3])))
                        .toList());
    }

    private static List<Path> paths(@Nullable Object json) {
        return json == null ? List.of() : StateJson.readList((String) json, Path.class);
    }

    private static List<VmId> vms(String joined) {
        return Arrays.stream(joined.split(Sql.SEPARATOR, -1))
                .filter(vm -> !vm.isEmpty())
                .map(VmId::of)
                .toList();
    }

    @Override
    public Uni<List<Address>> save(Mutiny.Session session, ReflectorSight sight) {
        var state = """
                insert into reflector (name, state, generation) values (?1, ?2, ?3)
                on conflict (name) do update set state = excluded.state, generation = excluded.generation
                """;
        var gone = "delete from held where reflector = ?1 and generation < ?2 returning address";
        return Sql.execute(
                        session, state, sight.reflector().value(), sight.state().name(), sight.generation())
                .chain(() -> sight.state() != RouteObservation.State.IN_SYNC
                        ? Uni.createFrom().item(List.<Address>of())
                        : session.createNativeQuery(gone, String.class)
                                .setParameter(1, sight.reflector().value())
                                .setParameter(2, sight.generation())
                                .getResultList()
                                .map(addresses ->
                                        addresses.stream().map(Address::of).toList()));
    }

    @Override
    public Uni<List<VmId>> ownersOf(Mutiny.Session session, Collection<Address> addresses) {
        return Sql.vms(session.createNativeQuery(
                        "select vm from vm_routing where addresses && string_to_array(?1, ',') order by vm",
                        String.class)
                .setParameter(1, Sql.joined(addresses)));
    }

    @Override
    public Uni<List<VmId>> waitingForReflectors(Mutiny.Session session) {
        return Sql.vms(session.createNativeQuery("select vm from vm_routing where waiting order by vm", String.class));
    }

    @Override
    public Uni<Boolean> isInPool(Mutiny.Session session, Address address) {
        return session.createNativeQuery(
                        "select exists (select from pool where prefix >>= cast(cast(?1 as text) as inet))",
                        Boolean.class)
                .setParameter(1, address.toString())
                .getSingleResult();
    }

    @Override
    public Uni<Void> save(Mutiny.Session session, PoolTopology pool) {
        return Sql.execute(session, """
                insert into pool (name, prefix) values (?1, cast(cast(?2 as text) as cidr))
                on conflict (name) do update set prefix = excluded.prefix
                """, pool.name().value(), pool.prefix().toString());
    }

    @Override
    public Uni<Void> removePool(Mutiny.Session session, String name) {
        return Sql.execute(session, "delete from pool where name = ?1", name);
    }
}
