package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.AddressFact;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.VmRouting;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables {@code route} and {@code route_history}: all that one decision tells. */
final class RouteFacts {

    private static final String FORCED = "FORCED";
    private static final String WAIVED = "WAIVED";

    private RouteFacts() {}

    /**
     * Parts of a statement's {@code with}. The newer allocation of an address wins: the older one's facts are history only. So is what was forced or
     * waived: it is no state of a route.
     *
     * @param parameter the number of the parameter that takes {@link #of}
     */
    static String remembering(int parameter) {
        return """
                fact as (
                    select * from rows from (jsonb_to_recordset(cast(cast(?%d as text) as jsonb)) as (address text, vm text,
                        sequence bigint, event text, node text, epoch bigint, reason text, at timestamptz))
                        with ordinality as f (address, vm, sequence, event, node, epoch, reason, at, n)),
                history as (
                    insert into route_history (address, vm, event, node, epoch, reason, at)
                    select address, vm, event, node, epoch, reason, at from fact order by n),
                remembered as (
                    insert into route as r (address, vm, sequence, node, epoch, state, since)
                    select distinct on (address) address, vm, sequence, node, epoch, event, at
                    from fact where event not in ('%s', '%s') order by address, n desc
                    on conflict (address) do update set vm = excluded.vm, sequence = excluded.sequence,
                        node = excluded.node, epoch = excluded.epoch, state = excluded.state, since = excluded.since
                    where r.sequence <= excluded.sequence)""".formatted(parameter, FORCED, WAIVED);
    }

    /** What is to be remembered of events, which may be nothing. */
    static String of(List<RouteEvent> events, VmRouting routing) {
        return StateJson.write(
                events.stream().flatMap(event -> of(event, routing)).toList());
    }

    private record RouteFact(
            String address,
            String vm,
            long sequence,
            String event,
            @Nullable String node,
            @Nullable Long epoch,
            @Nullable String reason,
            Instant at) {}

    private static Stream<RouteFact> of(RouteEvent event, VmRouting routing) {
        return switch (event) {
            case RouteAnnounced e -> Stream.of(fact(e, "ANNOUNCED", e.node(), e.epoch(), null, e.at()));
            case RouteConfirmed e -> Stream.of(fact(e, "CONFIRMED", e.node(), e.epoch(), null, e.at()));
            case RouteDrifted e -> Stream.of(fact(e, "DRIFTED", e.node(), e.epoch(), e.reason(), e.at()));
            case RouteWithdrawn e -> Stream.of(fact(e, "WITHDRAWN", e.node(), e.epoch(), null, e.at()));
            case SilenceForced e ->
                instead(routing, FORCED, e.node(), e.epoch(), e.force().toString(), e.at());
            case ProofWaived e -> instead(routing, WAIVED, e.node(), e.epoch(), e.lacks(), e.at());
            case RouteStray _, MigrationProgressed _ -> Stream.of();
        };
    }

    /** Of each of the VM's addresses: what stands instead of a proof. */
    private static Stream<RouteFact> instead(
            VmRouting routing, String name, NodeName node, Epoch epoch, String reason, Instant at) {
        return routing.addresses().stream()
                .map(address -> new RouteFact(
                        address.address().toString(),
                        routing.vm().value(),
                        address.sequence().value(),
                        name,
                        node.value(),
                        epoch.value(),
                        reason,
                        at));
    }

    private static RouteFact fact(
            AddressFact event,
            String name,
            @Nullable NodeName node,
            @Nullable Epoch epoch,
            @Nullable String reason,
            Instant at) {
        return new RouteFact(
                event.address().toString(),
                event.vm().value(),
                event.sequence().value(),
                name,
                node == null ? null : node.value(),
                epoch == null ? null : epoch.value(),
                reason,
                at);
    }
}
