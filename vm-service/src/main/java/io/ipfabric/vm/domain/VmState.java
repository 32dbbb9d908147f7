package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Generation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A VM's state. It holds what was said and what was observed; {@link Present#status} derives from both what is shown. A VM is
 * {@link Migrating} while its guest has not moved and may; once the guest moved it is {@link Started} on the target, whatever the routes
 * still have to do.
 */
public sealed interface VmState {

    /**
     * There is no such VM, or no longer.
     *
     * @param last the highest generation of the life that ended; absent: there never was one. Facts of that life may still be on their way, so
     *     the next life begins with a higher one
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

        /** What is known of its moves. */
        Migrations migrations();

        /** Whether what was asked for has come about, as far as was observed. */
        boolean isSettled();

        Present with(Addresses known);

        Present with(Migrations known);
    }

    /** Accepted; ipam-service has not answered. The producer may say already that it runs, or stops. */
    record Requested(
            VmRequest request, Placement placement, boolean running, Addresses addresses, Migrations migrations)
            implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.REQUESTED;
        }

        @Override
        public boolean isSettled() {
            return false;
        }

        @Override
        public Requested with(Addresses known) {
            return new Requested(request, placement, running, known, migrations);
        }

        @Override
        public Requested with(Migrations known) {
            return new Requested(request, placement, running, addresses, known);
        }

        Requested started(Placement next) {
            return new Requested(request, next, true, addresses, migrations);
        }

        Requested stopped() {
            return new Requested(request, placement.ended(), false, addresses, migrations);
        }

        Present allocated(Addresses all) {
            return running
                    ? new Started(request, placement, all, migrations)
                    : new Stopped(request, placement, all, migrations);
        }

        Refused refused(Problem problem) {
            return new Refused(request, placement, problem);
        }
    }

    /** It has addresses and runs, as its producer said; whether its node announces them is for the routes to tell. */
    record Started(VmRequest request, Placement placement, Addresses addresses, Migrations migrations)
            implements Present {

        /**
         * A move is over for its user when only the target announces: its phase is CLEANING. Until then the VM is shown as moving, although
         * the guest runs on the target. A migration that was not the last word on where the VM runs does not count.
         */
        @Override
        public VmStatus status() {
            if (migrations
                    .of(placement.generation())
                    .filter(Migration::isMovingRoutes)
                    .isPresent()) {
                return VmStatus.MIGRATING;
            }
            return addresses.areAnnouncedOn(placement.node()) ? VmStatus.RUNNING : VmStatus.ADDRESSED;
        }

        @Override
        public boolean isSettled() {
            return addresses.areConfirmedOn(placement.node());
        }

        @Override
        public Started with(Addresses known) {
            return new Started(request, placement, known, migrations);
        }

        @Override
        public Started with(Migrations known) {
            return new Started(request, placement, addresses, known);
        }

        Started started(Placement next) {
            return new Started(request, next, addresses, migrations);
        }

        Stopped stopped() {
            return new Stopped(request, placement.ended(), addresses, migrations);
        }

        /** @param next of the number that is issued next */
        Migrating migrating(Migration next) {
            return new Migrating(request, placement.issuing(), addresses, migrations.begun(next));
        }
    }

    /** It runs on the source, and the target is made ready, or is. The last of its migrations is the open one. */
    record Migrating(VmRequest request, Placement placement, Addresses addresses, Migrations migrations)
            implements Present {

        public Migrating {
            if (!migrations.latest().map(Migration::phase).orElseThrow().isBeforeSwitch()) {
                throw new IllegalArgumentException("no migration is open: " + migrations);
            }
        }

        public Migration open() {
            return migrations.newestFirst().getFirst();
        }

        @Override
        public VmStatus status() {
            return VmStatus.MIGRATING;
        }

        @Override
        public boolean isSettled() {
            return addresses.areConfirmedOn(placement.node());
        }

        @Override
        public Migrating with(Addresses known) {
            return new Migrating(request, placement, known, migrations);
        }

        @Override
        public Migrating with(Migrations known) {
            return new Migrating(request, placement, addresses, known);
        }

        /** The guest runs on the target. */
        Started switched(Progress progress) {
            var migration = open();
            return new Started(
                    request,
                    placement.movedTo(migration.target(), migration.generation()),
                    addresses,
                    migrations.with(migration.at(progress)));
        }

        /** The guest stays. */
        Started givenUp(Progress progress) {
            return new Started(request, placement, addresses, migrations.with(open().at(progress)));
        }

        /** Given up, because something else was said of the VM. */
        Started cancelled(String why, Instant now) {
            return givenUp(open().progress().to(MigrationPhase.CANCELLED, why, now));
        }
    }

    /** It has addresses and runs nowhere; the placement is its last. */
    record Stopped(VmRequest request, Placement placement, Addresses addresses, Migrations migrations)
            implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.STOPPED;
        }

        @Override
        public boolean isSettled() {
            return !addresses.areAnnouncedSomewhere();
        }

        @Override
        public Stopped with(Addresses known) {
            return new Stopped(request, placement, known, migrations);
        }

        @Override
        public Stopped with(Migrations known) {
            return new Stopped(request, placement, addresses, known);
        }

        Started started(Placement next) {
            return new Started(request, next, addresses, migrations);
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

        @Override
        public Migrations migrations() {
            return Migrations.NONE;
        }

        @Override
        public Refused with(Addresses known) {
            return this;
        }

        @Override
        public Refused with(Migrations known) {
            return this;
        }
    }

    /** Its producer deleted it; it goes when ipam-service has all its addresses back. */
    record Deleting(VmRequest request, Placement placement, Addresses addresses, Migrations migrations)
            implements Present {

        @Override
        public VmStatus status() {
            return VmStatus.DELETING;
        }

        @Override
        public boolean isSettled() {
            return false;
        }

        @Override
        public Deleting with(Addresses known) {
            return new Deleting(request, placement, known, migrations);
        }

        @Override
        public Deleting with(Migrations known) {
            return new Deleting(request, placement, addresses, known);
        }
    }
}
