package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/** What a node is to do with a VM: the state that it was told to be in. Each is one cell of forwarding and announcement. */
public sealed interface Order {

    Forwarding forwarding();

    Announcement announcement();

    default @Nullable Armed armed() {
        return null;
    }

    /** The verb for it. */
    EndpointIntent intent(Endpoint endpoint);

    /** Deliver and announce. */
    sealed interface Announced extends Order {

        @Override
        default EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Announce(endpoint);
        }
    }

    /** Send on, or deliver, and announce nothing. */
    sealed interface Quiet extends Order {

        @Override
        default Announcement announcement() {
            return new Announcement.Silent();
        }
    }

    /** The guest is elsewhere or nowhere, and nothing is announced here until it is told to come back. */
    sealed interface Leaving extends Quiet {}

    /**
     * The guest is here.
     *
     * @param successor where to send what arrives once the guest was seen to leave; absent: it is not to leave
     */
    record Serve(Announcement announcement, @Nullable NodeName successor) implements Announced {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Local();
        }

        @Override
        public @Nullable Armed armed() {
            return successor == null ? null : new Armed(Evidence.GUEST_LEFT, new Forwarding.Via(successor));
        }
    }

    /** The guest is here; an older node announces still, and two paths must never be seen (STRICT). */
    record Deliver() implements Quiet {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Local();
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Prepare(endpoint);
        }
    }

    /** The guest is to come from {@code source}: be ready for it. */
    record Prepare(NodeName source) implements Quiet {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Via(source);
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Prepare(endpoint);
        }
    }

    /** The hairpin: attract its traffic before it comes, and send it on to {@code source} until it does. */
    record Attract(NodeName source, int rank) implements Announced {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Via(source);
        }

        @Override
        public Announcement announcement() {
            return new Announcement.Preferred(rank);
        }

        @Override
        public Armed armed() {
            return new Armed(Evidence.GUEST_ARRIVED, new Forwarding.Local());
        }
    }

    /** Deliver as soon as it comes from {@code source}, and announce nothing yet (STRICT). */
    record Await(NodeName source) implements Quiet {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Via(source);
        }

        @Override
        public Armed armed() {
            return new Armed(Evidence.GUEST_ARRIVED, new Forwarding.Local());
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Prepare(endpoint);
        }
    }

    /** The guest went to {@code target}: send it what arrives, and go on announcing, as the backup path. */
    record Redirect(NodeName target) implements Announced {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Via(target);
        }

        @Override
        public Announcement announcement() {
            return new Announcement.Normal();
        }
    }

    /** Send what arrives still to {@code target}, and announce no longer. */
    record RedirectQuietly(NodeName target) implements Leaving {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.Via(target);
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Withdraw(endpoint);
        }
    }

    /** The VM is stopped here. */
    record Rest() implements Leaving {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.None();
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Withdraw(endpoint);
        }
    }

    /** Nothing of it is to be left. */
    record Remove() implements Leaving {

        @Override
        public Forwarding forwarding() {
            return new Forwarding.None();
        }

        @Override
        public EndpointIntent intent(Endpoint endpoint) {
            return new RouteIntent.Remove(endpoint);
        }
    }
}
