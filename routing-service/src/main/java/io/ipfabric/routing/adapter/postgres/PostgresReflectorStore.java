package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.ReflectorStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Tables {@code reflector}, {@code held} and {@code pool}. */
@ApplicationScoped
class PostgresReflectorStore implements ReflectorStore {

    @Override
    public Uni<Change> save(Mutiny.Session session, ReflectorRoute route, Address address) {
        var sql = """
                insert into held as h (address, reflector, generation, paths)
                values (?1, ?2, ?3, cast(cast(?4 as text) as jsonb))
                on conflict (address, reflector) do update set generation = excluded.generation, paths = excluded.paths
                returning cast((select o.paths from held o where o.address = ?1 and o.reflector = ?2) as text),
                    array_to_string(array(select vm from vm_routing where addresses @> array[?1]), ',')
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, address.toString())
                .setParameter(2, route.reflector().value())
                .setParameter(3, route.generation())
                .setParameter(4, StateJson.write(route.paths()))
                .getSingleResult()
                .map(row -> new Change(
                        row[0] == null ? List.of() : StateJson.readList((String) row[0], Path.class),
                        Arrays.stream(((String) row[1]).split(Sql.SEPARATOR, -1))
                                .filter(vm -> !vm.isEmpty())
                                .map(VmId::of)
                                .toList()));
    }

    @Override
    public Uni<Void> remove(Mutiny.Session session, RouterName reflector, Address address) {
        return Sql.execute(
                session,
                "delete from held where address = ?1 and reflector = ?2",
                address.toString(),
                reflector.value());
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
