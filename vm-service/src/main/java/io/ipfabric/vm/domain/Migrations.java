package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.value.Generation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A VM's migrations that may still change, and its last one. Earlier ones are no longer a matter of the VM's state; the history of all is
 * kept beside it.
 */
public record Migrations(List<Migration> newestFirst) {

    /** What comes of more than so many that all began before the first was over is not followed. */
    public static final int KEPT_MAX = 16;

    public static final Migrations NONE = new Migrations(List.of());

    public Migrations {
        newestFirst = List.copyOf(newestFirst);
    }

    public Optional<Migration> latest() {
        return newestFirst.stream().findFirst();
    }

    public Optional<Migration> of(Generation generation) {
        return newestFirst.stream()
                .filter(migration -> migration.generation().equals(generation))
                .findFirst();
    }

    /** A new one; those that are completed are done with. */
    Migrations begun(Migration next) {
        return new Migrations(Stream.concat(
                        Stream.of(next),
                        newestFirst.stream().filter(migration -> migration.phase() != MigrationPhase.COMPLETED))
                .sorted(Comparator.comparing(Migration::generation).reversed())
                .limit(KEPT_MAX)
                .toList());
    }

    /** The same, with this one as it is now. */
    Migrations with(Migration changed) {
        return new Migrations(newestFirst.stream()
                .map(migration -> migration.generation().equals(changed.generation()) ? changed : migration)
                .toList());
    }
}
