package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.vm.domain.Migration;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;

/** What who writes to a migration may wait for. */
enum AwaitedEffect {
    /** The guest may be moved now. */
    READY(Status.CREATED) {
        @Override
        boolean isThere(Migration migration) {
            return migration.phase() != MigrationPhase.PREPARING;
        }

        @Override
        Optional<Problem> problem(Migration migration) {
            return migration.isGivenUp()
                    ? Optional.of(Problem.of(
                            ProblemType.MIGRATION_FAILED,
                            "the migration is " + migration.phase() + ": "
                                    + migration.progress().detail()))
                    : Optional.empty();
        }
    },

    /** Only the target announces. */
    MOVED(Status.OK) {
        @Override
        boolean isThere(Migration migration) {
            return migration.phase() == MigrationPhase.CLEANING || migration.phase() == MigrationPhase.COMPLETED;
        }

        @Override
        Optional<Problem> problem(Migration migration) {
            return Optional.empty();
        }
    },

    /** It is over for routing-service, too, which might have seen the guest arrive before. */
    GIVEN_UP(Status.OK) {
        @Override
        boolean isThere(Migration migration) {
            return migration.isSwitched()
                    || (migration.isGivenUp() && migration.progress().proved() != null);
        }

        @Override
        Optional<Problem> problem(Migration migration) {
            return migration.isSwitched()
                    ? Optional.of(Problem.of(
                            ProblemType.WRONG_STATE,
                            "the guest arrived on " + migration.target() + " before the migration was given up"))
                    : Optional.empty();
        }
    };

    private final Status status;

    AwaitedEffect(Status status) {
        this.status = status;
    }

    /** Of the answer when it is there. */
    Status status() {
        return status;
    }

    abstract boolean isThere(Migration migration);

    /** If something else came of it. */
    abstract Optional<Problem> problem(Migration migration);
}
