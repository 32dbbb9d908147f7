package io.ipfabric.vm.adapter.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.Addresses;
import io.ipfabric.vm.domain.Placement;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState.Deleting;
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
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is stored: what is searched by, in columns; what is only read back whole, as JSON. The phase is which record of
 * {@link io.ipfabric.vm.domain.VmState} it is; the status is what is shown, stored for lists alone.
 */
@Entity
@Table(name = "vm")
class VmRow {

    private static final JsonMapper MAPPER = Json.mapper().build();

    enum Phase {
        REQUESTED,
        STARTED,
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

    @ColumnTransformer(read = "cast(request as text)", write = "cast(cast(? as text) as jsonb)")
    String request;

    @ColumnTransformer(read = "cast(addresses as text)", write = "cast(cast(? as text) as jsonb)")
    String addresses;

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
        row.request = json(request);
        row.set(vm);
        return row;
    }

    /** Everything but the request, which never changes. */
    final void set(Present vm) {
        status = vm.status().name();
        node = vm.placement().node().value();
        generation = vm.placement().generation().value();
        createdGeneration = vm.placement().created().value();
        addresses = json(vm.addresses());
        problem = vm instanceof Refused refused ? json(refused.problem()) : null;
        running = switch (vm) {
            case Requested requested -> requested.running();
            case Started _ -> true;
            case Stopped _, Refused _, Deleting _ -> false;
        };
        phase = switch (vm) {
            case Requested _ -> Phase.REQUESTED;
            case Started _ -> Phase.STARTED;
            case Stopped _ -> Phase.STOPPED;
            case Refused _ -> Phase.REFUSED;
            case Deleting _ -> Phase.DELETING;
        };
    }

    Present state() {
        var asked = read(request, VmRequest.class);
        var placement = new Placement(NodeName.of(node), Generation.of(generation), Generation.of(createdGeneration));
        var known = read(addresses, Addresses.class);
        return switch (phase) {
            case REQUESTED -> new Requested(asked, placement, running, known);
            case STARTED -> new Started(asked, placement, known);
            case STOPPED -> new Stopped(asked, placement, known);
            case REFUSED -> new Refused(asked, placement, refusal());
            case DELETING -> new Deleting(asked, placement, known);
        };
    }

    private Problem refusal() {
        if (problem == null) {
            throw new IllegalStateException("VM " + id + " is stored as refused without a problem");
        }
        return read(problem, Problem.class);
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("values of the domain are always JSON: " + value, e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored " + type.getSimpleName() + " is not readable: " + json, e);
        }
    }
}
