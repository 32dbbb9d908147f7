package io.ipfabric.lab.flow;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.process.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Flows from several places to the addresses of one guest, from {@link #start} to {@link #stop}. What was sent in the last moment is waited
 * for.
 */
public final class Traffic implements AutoCloseable {

    /** Nobody listens there in a namespace that we made. */
    private static final int PORT = 9009;

    /** One packet of each flow. */
    public static final Duration INTERVAL = Duration.ofMillis(1);

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A move waits for its hypervisor and for routers. */
    private static final Duration MOVE_LIMIT = Duration.ofMinutes(1);

    private final Listener receiver;
    private final Listener sourceTap;
    private final Listener targetTap;
    private final List<FlowSender> senders = new ArrayList<>();
    private int flows;
    private boolean isStopped;

    /**
     * Where a guest moves.
     *
     * @param guest its namespace
     * @param tap name of its interface on either node
     * @param source namespace of the node that it leaves
     * @param target namespace of the node that it moves to
     */
    public record Route(String guest, String tap, String source, String target) {}

    private Traffic(Route route) {
        receiver = Listener.inGuest(route.guest(), PORT);
        sourceTap = Listener.atTap(route.source(), route.tap(), PORT);
        targetTap = Listener.atTap(route.target(), route.tap(), PORT);
    }

    /** @param from namespaces of the senders; each sends to each address */
    public static Traffic start(Route route, Collection<String> from, Collection<Address> to, Duration interval) {
        var traffic = new Traffic(route);
        int id = 0;
        for (var place : from) {
            var flows = new ArrayList<Flow>();
            for (var address : to) {
                flows.add(new Flow(id++, place, address));
            }
            traffic.flows += flows.size();
            traffic.senders.add(FlowSender.start(flows, PORT, interval));
        }
        return traffic;
    }

    /** Waits until the guest has heard of each flow: before that, nothing can be said of what a move did to it. */
    public void awaitAllFlows() {
        Poll.until("every flow to reach the guest", LIMIT, () -> receiver.flows() == flows);
    }

    /** Waits until the target was given a packet of each flow. */
    public void awaitAllAtTarget() {
        Poll.until("every flow to be led to the target", MOVE_LIMIT, () -> targetTap.flows() == flows);
    }

    /** Ends the flows; then {@link Recorded} can be judged. */
    public Recorded stop() throws InterruptedException {
        isStopped = true;
        var sent = new HashMap<Flow, List<Instant>>();
        for (var sender : senders) {
            sent.putAll(sender.stop());
        }
        return new Recorded(sent, receiver.stop(), sourceTap.stop(), targetTap.stop());
    }

    /** For the case that something went wrong: nothing is to be known any more. */
    @Override
    public void close() {
        try {
            if (!isStopped) {
                stop();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that was seen. */
    public static final class Recorded {

        private final Map<Flow, List<Instant>> sent;
        private final List<Arrival> received;
        private final List<Arrival> atSource;
        private final List<Arrival> atTarget;

        private Recorded(
                Map<Flow, List<Instant>> sent, List<Arrival> received, List<Arrival> atSource, List<Arrival> atTarget) {
            this.sent = sent;
            this.received = received;
            this.atSource = atSource;
            this.atTarget = atTarget;
        }

        /** In the order in which the flows were given. */
        public List<FlowReport> reports(Absence absence) {
            return sent.entrySet().stream()
                    .map(entry -> FlowReport.of(
                            new FlowReport.Recording(entry.getKey(), entry.getValue(), received, atSource), absence))
                    .sorted((one, other) ->
                            Integer.compare(one.flow().id(), other.flow().id()))
                    .toList();
        }

        /** How many packets were given to the target's interface: a move that nobody saw there was none. */
        public int deliveredAtTarget() {
            return atTarget.size();
        }

        /** As {@link #deliveredAtTarget}. */
        public int deliveredAtSource() {
            return atSource.size();
        }
    }
}
