package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.application.RouteQueries;
import io.ipfabric.routing.application.RouteView;
import io.ipfabric.routing.application.RouteView.FactView;
import io.ipfabric.routing.application.RouteView.HeldView;
import io.ipfabric.routing.application.RouteView.IntentView;
import io.ipfabric.routing.application.RouteView.WaitView;
import io.ipfabric.routing.domain.Order;
import io.ipfabric.routing.domain.Told;
import io.ipfabric.routing.domain.VmRouting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PostgresRoutingStore} keeps. */
@ApplicationScoped
class PostgresRouteQueries implements RouteQueries {

    private static final int HISTORY_MAX = 100;
    private static final String COLUMNS = "select r.address, r.vm, r.sequence, r.state, r.node, r.epoch, r.since ";

    private final Mutiny.SessionFactory sessions;

    @Inject
    PostgresRouteQueries(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<List<RouteView>> list(Filter filter) {
        var sql = COLUMNS + """
                from route r
                where (?1 = '' or r.vm = ?1) and (?2 = '' or r.node = ?2) and (?3 = '' or r.state = ?3) and r.address > ?4
                order by r.address limit ?5
                """;
        return sessions.withSession(session -> session.createNativeQuery(sql, Object[].class)
                .setParameter(1, Sql.orEmpty(filter.vm()))
                .setParameter(2, Sql.orEmpty(filter.node()))
                .setParameter(3, Sql.orEmpty(filter.state()))
                .setParameter(4, Sql.orEmpty(filter.after()))
                .setParameter(5, filter.limit())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> view(row, null, null, null, null))
                        .toList()));
    }

    @Override
    public Uni<Optional<RouteView>> find(Address address) {
        var sql = COLUMNS
                + ", cast(v.state as text) from route r left join vm_routing v on v.vm = r.vm where r.address = ?1";
        return sessions.withSession(session -> session.createNativeQuery(sql, Object[].class)
                .setParameter(1, address.toString())
                .getSingleResultOrNull()
                .chain(row -> row == null
                        ? Uni.createFrom().item(Optional.<RouteView>empty())
                        : history(session, address).chain(history -> held(session, address)
                                .map(held -> Optional.of(found(row, address, held, history))))));
    }

    private static Uni<List<FactView>> history(Mutiny.Session session, Address address) {
        return session.createNativeQuery(
                        "select event, node, epoch, reason, at from route_history where address = ?1 order by id desc limit ?2",
                        Object[].class)
                .setParameter(1, address.toString())
                .setParameter(2, HISTORY_MAX)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new FactView(
                                (String) row[0],
                                (String) row[1],
                                row[2] == null ? null : ((Number) row[2]).longValue(),
                                (String) row[3],
                                Sql.instant(row[4])))
                        .toList());
    }

    private static RouteView found(Object[] row, Address address, List<HeldView> held, List<FactView> history) {
        if (row[7] == null) {
            return view(row, List.of(), held, List.of(), history);
        }
        var routing = StateJson.read((String) row[7], VmRouting.class);
        var intents = routing.endpoints().entrySet().stream()
                .map(endpoint -> intent(address, endpoint))
                .toList();
        var waits = routing.overdue().stream()
                .map(wait -> new WaitView(
                        wait.kind(),
                        wait.node(),
                        wait.since(),
                        wait.deadline(),
                        wait.lacks(),
                        wait.kind().isForceable()))
                .toList();
        return view(row, intents, held, waits, history);
    }

    private static IntentView intent(Address address, Map.Entry<NodeName, Told> endpoint) {
        var node = endpoint.getKey();
        var told = endpoint.getValue();
        var verb = StateJson.nameOf(told.order());
        return new IntentView(
                node,
                verb,
                told.order() instanceof Order.Announced ? told.order().announcement() : null,
                told.epoch(),
                told.order() instanceof Order.Announced
                        ? told.seen().announced().contains(address)
                        : told.seen().silent(),
                told.proof().forced(),
                told.proof().waived());
    }

    private static Uni<List<HeldView>> held(Mutiny.Session session, Address address) {
        return session.createNativeQuery("""
                        select h.reflector, coalesce(r.state, 'LOST'), cast(h.paths as text)
                        from held h left join reflector r on r.name = h.reflector where h.address = ?1 order by h.reflector
                        """, Object[].class)
                .setParameter(1, address.toString())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new HeldView(
                                RouterName.of((String) row[0]),
                                (String) row[1],
                                StateJson.readList((String) row[2], RouteObservation.Path.class)))
                        .toList());
    }

    private static RouteView view(
            Object[] row,
            @Nullable List<IntentView> intents,
            @Nullable List<HeldView> held,
            @Nullable List<WaitView> waits,
            @Nullable List<FactView> history) {
        return new RouteView(
                Address.of((String) row[0]),
                VmId.of((String) row[1]),
                SequenceNumber.of(((Number) row[2]).longValue()),
                (String) row[3],
                row[4] == null ? null : NodeName.of((String) row[4]),
                row[5] == null ? null : Epoch.of(((Number) row[5]).longValue()),
                Sql.instant(row[6]),
                intents,
                held,
                waits,
                history);
    }
}
