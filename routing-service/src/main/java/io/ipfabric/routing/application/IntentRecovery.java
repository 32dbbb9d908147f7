package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.OneWriter;
import io.ipfabric.outbox.Precondition;
import io.ipfabric.outbox.TopicScan;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Agents refuse what is older than what they know. So after a restore of an older dump, epochs and generations go on above all that is on
 * {@code route-intents}; otherwise there is nothing to raise. An endpoint that the dump knows as removed may be there again: until what came after the dump was heard
 * once more, nothing may take its intent away.
 */
@ApplicationScoped
public class IntentRecovery implements Precondition {

    private static final Logger LOG = Logger.getLogger(IntentRecovery.class);

    private final TopicScan scan;
    private final BlockingTransaction transaction;
    private final NodeStore nodes;
    private final RemovalStore removals;

    @Inject
    IntentRecovery(TopicScan scan, BlockingTransaction transaction, NodeStore nodes, RemovalStore removals) {
        this.scan = scan;
        this.transaction = transaction;
        this.nodes = nodes;
        this.removals = removals;
    }

    @Override
    public Optional<String> check() {
        var found = new Highest();
        scan.read(Topic.ROUTE_INTENTS, RouteIntent.class, found::add);
        boolean raised = transaction.run(session -> OneWriter.become(session)
                .chain(() -> nodes.raise(session, found.number, found.generations))
                .call(behind ->
                        behind ? removals.waitAnew(session) : Uni.createFrom().voidItem()));
        if (raised) {
            LOG.warnf(
                    "the database is older than %s, as after a restore: epochs go on above %d",
                    Topic.ROUTE_INTENTS, found.number);
        }
        return Optional.empty();
    }

    /** The number is over epochs and generations: a node that the dump does not know begins above it, see {@link NodeStore#save}. */
    private static final class Highest {

        private long number;
        private final Map<NodeName, Long> generations = new HashMap<>();

        void add(RouteIntent intent) {
            switch (intent) {
                case EndpointIntent told ->
                    number = Math.max(number, told.endpoint().epoch().value());
                case Manifest manifest -> {
                    number = Math.max(number, manifest.generation());
                    generations.merge(manifest.node(), manifest.generation(), Math::max);
                }
            }
        }
    }
}
