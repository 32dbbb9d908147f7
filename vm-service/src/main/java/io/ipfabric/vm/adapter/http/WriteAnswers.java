package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Target;
import io.ipfabric.vm.application.EffectWait;
import io.ipfabric.vm.application.Outcome;
import io.ipfabric.vm.application.TopologyStore;
import io.ipfabric.vm.application.VmStore;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * How a write is answered: 202 with the VM as it is, at once; or, if the client prefers to wait, with what was observed until then. An
 * effect is claimed only when it was observed, else the answer stays 202.
 */
@ApplicationScoped
public class WriteAnswers {

    private final Mutiny.SessionFactory sessions;
    private final VmStore store;
    private final TopologyStore topology;
    private final EffectWait effects;

    @Inject
    WriteAnswers(Mutiny.SessionFactory sessions, VmStore store, TopologyStore topology, EffectWait effects) {
        this.sessions = sessions;
        this.store = store;
        this.topology = topology;
        this.effects = effects;
    }

    /**
     * @param prefer the {@code Prefer} header
     * @param settled the status once the effect was observed
     */
    Uni<Response> answer(VmId id, Outcome outcome, @Nullable String prefer, Status settled) {
        var wait = WaitPreference.of(prefer);
        return switch (granted(outcome).state()) {
            case Absent _ -> throw unknown(id);
            case Present vm ->
                (wait.isPresent() ? afterWait(id, wait.get(), settled) : document(Status.ACCEPTED, vm))
                        .map(Response.ResponseBuilder::build);
        };
    }

    /** The VM, as reading it shows it. */
    Target target(VmId id) {
        return session -> store.lock(session, id).chain(state -> switch (state) {
            case Absent _ -> Uni.createFrom().item(Optional.empty());
            case Present vm -> topology.gateways(session).map(gateways -> Optional.of(VmDocument.of(vm, gateways)));
        });
    }

    private Uni<Response.ResponseBuilder> afterWait(VmId id, Duration wait, Status settled) {
        return effects.until(
                        id,
                        WriteAnswers::isSettled,
                        wait,
                        () -> sessions.withSession(session -> store.find(session, id)))
                .chain(waited -> observed(id, waited.answer(), settled)
                        .map(response -> WaitPreference.applied(
                                response, Optional.of(wait).filter(_ -> waited.waited()))));
    }

    private static boolean isSettled(VmState state) {
        return switch (state) {
            case Absent _ -> true;
            case Present vm -> vm.isSettled();
        };
    }

    private Uni<Response.ResponseBuilder> observed(VmId id, VmState state, Status settled) {
        return switch (state) {
            case Absent _ when settled == Status.NO_CONTENT -> Uni.createFrom().item(Response.noContent());
            case Absent _ -> throw unknown(id);
            case Refused vm -> throw new ProblemException(vm.problem());
            case Present vm -> document(vm.isSettled() ? settled : Status.ACCEPTED, vm);
        };
    }

    private Uni<Response.ResponseBuilder> document(Status status, Present vm) {
        return sessions.withSession(topology::gateways).map(gateways -> Response.status(status)
                .location(URI.create("/v1/vms/" + vm.request().vm()))
                .entity(VmDocument.of(vm, gateways)));
    }

    /** @throws ProblemException if it is refused */
    static Outcome granted(Outcome outcome) {
        outcome.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        return outcome;
    }

    static ProblemException unknown(VmId id) {
        return ProblemException.of(ProblemType.UNKNOWN_VM, "there is no VM \"" + id + '"');
    }
}
