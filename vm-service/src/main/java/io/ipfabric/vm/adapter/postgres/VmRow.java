package io.ipfabric.vm.adapter.postgres;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.application.Milestone;
import io.ipfabric.vm.domain.Addresses;
import io.ipfabric.vm.domain.LifeEvent;
import io.ipfabric.vm.domain.Migrations;
import io.ipfabric.vm.domain.Placement;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is stored: what is searched by, in columns; what is only read back whole, as JSON. The phase is which record of
 * {@link io.ipfabric.vm.domain.VmState} it is; the status is what is shown, stored for lists alone.
 */
@Entity
@Table(name = "vm")
class VmRow {

    enum Phase {
        REQUESTED,
        STARTED,
        MIGRATING,
        STOPPED,
        REFUSED,
        DELETING
    }

    @Id
    String id;

    String cluster;
    String name;

    @Column(name = "interface_name")
    String interfaceName;

    @Enumerated(EnumType.STRING)
    Phase phase;

    boolean running;
    String status;
    String node;
    long generation;

    @Column(name = "created_generation")
    long createdGeneration;

    @Column(name = "issued_generation")
    long issuedGeneration;

    @Column(name = "placed_at")
    Instant placedAt;

    @Column(name = "announced_at")
    @Nullable
    Instant announcedAt;

    @Column(name = "confirmed_at")
    @Nullable
    Instant confirmedAt;

    @ColumnTransformer(read = "cast(request as text)", write = "cast(cast(? as text) as jsonb)")
    String request;

    @ColumnTransformer(read = "cast(addresses as text)", write = "cast(cast(? as text) as jsonb)")
    String addresses;

    @ColumnTransformer(read = "cast(migrations as text)", write = "cast(cast(? as text) as jsonb)")
    String migrations;

    /** How many events of its life were told. */
    long told;

    /**
     * Those of the present transaction; a trigger copies them to {@code vm_event}, which costs no round trip. What a session tells piles up here, as it may
     * write the row more than once. Not read: they are history as soon as they are written.
     */
    @ColumnTransformer(read = "cast(null as text)", write = "cast(cast(? as text) as json)")
    @Nullable
    String news;

    @ColumnTransformer(read = "cast(problem as text)", write = "cast(cast(? as text) as jsonb)")
    @Nullable
    String problem;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it.
    protected VmRow() {}

    static VmRow of(Present vm) {
        var row = new VmRow();
        var request = vm.request();
        row.id = request.vm().value();
        row.cluster = request.cluster().value();
        row.name = request.name().value();
        row.interfaceName = request.vmInterface().name().value();
        row.request = StoredJson.write(request);
        row.set(vm);
        return row;
    }

    final void tell(List<LifeEvent> events) {
        if (!events.isEmpty()) {
            news = StoredJson.write(newsWith(events));
            told += events.size();
        }
    }

    /** All that this transaction tells, these at the end. */
    List<StoredEvent> newsWith(List<LifeEvent> events) {
        var all = new ArrayList<StoredEvent>(news == null ? List.of() : StoredEvent.readAll(news));
        for (int i = 0; i < events.size(); i++) {
            all.add(StoredEvent.of(told + 1 + i, events.get(i)));
        }
        return all;
    }

    /** Everything but the request, which never changes. */
    final void set(Present vm) {
        status = vm.status().name();
        node = vm.placement().node().value();
        place(vm.placement().generation().value());
        createdGeneration = vm.placement().created().value();
        issuedGeneration = vm.placement().issued().value();
        addresses = StoredJson.write(vm.addresses());
        migrations = StoredJson.write(vm.migrations());
        problem = vm instanceof Refused refused ? StoredJson.write(refused.problem()) : null;
        running = switch (vm) {
            case Requested requested -> requested.running();
            case Started _, Migrating _ -> true;
            case Stopped _, Refused _, Deleting _ -> false;
        };
        phase = switch (vm) {
            case Requested _ -> Phase.REQUESTED;
            case Started _ -> Phase.STARTED;
            case Migrating _ -> Phase.MIGRATING;
            case Stopped _ -> Phase.STOPPED;
            case Refused _ -> Phase.REFUSED;
            case Deleting _ -> Phase.DELETING;
        };
    }

    private void place(long next) {
        if (generation != next) {
            generation = next;
            placedAt = Instant.now();
            announcedAt = null;
            confirmedAt = null;
        }
    }

    /** The first time counts: a route that was lost and is back was not waited for by whoever asked. */
    Map<Milestone, Duration> reached(Set<Milestone> milestones) {
        var now = Instant.now();
        var first = new EnumMap<Milestone, Duration>(Milestone.class);
        if (announcedAt == null && milestones.contains(Milestone.ANNOUNCED)) {
            announcedAt = now;
            first.put(Milestone.ANNOUNCED, Duration.between(placedAt, now));
        }
        if (confirmedAt == null && milestones.contains(Milestone.CONFIRMED)) {
            confirmedAt = now;
            first.put(Milestone.CONFIRMED, Duration.between(placedAt, now));
        }
        return first;
    }

    Present state() {
        var asked = StoredJson.read(request, VmRequest.class);
        var placement = new Placement(
                NodeName.of(node),
                Generation.of(generation),
                Generation.of(createdGeneration),
                Generation.of(issuedGeneration));
        var known = StoredJson.read(addresses, Addresses.class);
        var moves = StoredJson.read(migrations, Migrations.class);
        return switch (phase) {
            case REQUESTED -> new Requested(asked, placement, running, known, moves);
            case STARTED -> new Started(asked, placement, known, moves);
            case MIGRATING -> new Migrating(asked, placement, known, moves);
            case STOPPED -> new Stopped(asked, placement, known, moves);
            case REFUSED -> new Refused(asked, placement, refusal());
            case DELETING -> new Deleting(asked, placement, known, moves);
        };
    }

    private Problem refusal() {
        if (problem == null) {
            throw new IllegalStateException("VM " + id + " is stored as refused without a problem");
        }
        return StoredJson.read(problem, Problem.class);
    }
}
