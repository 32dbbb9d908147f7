package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Generation;
import org.jspecify.annotations.Nullable;

/**
 * A VM's state. It holds what was said and what was observed; {@link Present#status} derives from both what is shown. A migration
 * will be a state of its own beside {@link Started}, the only one that knows a target.
 */
public sealed interface VmState {

    /**
     * There is no such VM, or no longer.
     *
     * @param last the generation in which it ended; absent: there never was one. Facts of that life may still be on their way, so the next
     *     life begins with a higher one
     */
    record Absent(@Nullable Generation last) implements VmState {

        /** There never was one. */
        public Absent() {
            this(null);
        }
    }

    sealed interface Present extends VmState {

        VmRequest request();

        Placement placement();

        VmStatus status();

        /** What is known of its addresses. */
        Addresses addresses();

        /** Whether what was asked for has come about, as far as was observed. */
        boolean isSettled();
    }

    /** Accepted; ipam-service has not answered. The producer may say already that it runs, or stops. */
    record Requested(VmRequest request, Placement placement, boolean running, Addresses addresses) implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.REQUESTED;
        }

        @Override
        public boolean isSettled() {
            return false;
        }

        Requested started(Placement next) {
            return new Requested(request, next, true, addresses);
        }

        Requested stopped() {
            return new Requested(request, placement, false, addresses);
        }

        Present allocated(Addresses all) {
            return running ? new Started(request, placement, all) : new Stopped(request, placement, all);
        }

        Refused refused(Problem problem) {
            return new Refused(request, placement, problem);
        }
    }

    /** It has addresses and runs, as its producer said; whether its node announces them is for the routes to tell. */
    record Started(VmRequest request, Placement placement, Addresses addresses) implements Present {

        @Override
        public VmStatus status() {
            return addresses.areAnnouncedOn(placement.node()) ? VmStatus.RUNNING : VmStatus.ADDRESSED;
        }

        @Override
        public boolean isSettled() {
            return addresses.areConfirmedOn(placement.node());
        }

        Started started(Placement next) {
            return new Started(request, next, addresses);
        }

        Stopped stopped() {
            return new Stopped(request, placement, addresses);
        }
    }

    /** It has addresses and runs nowhere; the placement is its last. */
    record Stopped(VmRequest request, Placement placement, Addresses addresses) implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.STOPPED;
        }

        @Override
        public boolean isSettled() {
            return !addresses.areAnnouncedSomewhere();
        }

        Started started(Placement next) {
            return new Started(request, next, addresses);
        }
    }

    /** ipam-service could not give it addresses. It stays, so that its producer sees why, until it is deleted. */
    record Refused(VmRequest request, Placement placement, Problem problem) implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.REFUSED;
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public Addresses addresses() {
            return Addresses.NONE;
        }
    }

    /** Its producer deleted it; it goes when ipam-service has all its addresses back. */
    record Deleting(VmRequest request, Placement placement, Addresses addresses) implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.DELETING;
        }

        @Override
        public boolean isSettled() {
            return false;
        }
    }
}
