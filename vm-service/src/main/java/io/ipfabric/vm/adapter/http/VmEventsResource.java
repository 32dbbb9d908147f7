package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.ProblemException;
import io.ipfabric.vm.application.LogPosition;
import io.ipfabric.vm.application.Places;
import io.ipfabric.vm.application.VmChanges;
import io.ipfabric.vm.application.VmLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * A VM's life as server-sent events (HTML, section 9.2): what happened so far of the latest life that is known, and what happens from then on. Whoever was cut off goes on behind the event
 * that {@code Last-Event-ID} names, on any replica.
 */
@Tag(
        name = "VMs",
        description =
                "Virtual machines. A write is accepted once it is stored; what comes of it is observed later and shown.")
@Path("/v1/vms/{id}/events")
public class VmEventsResource {

    static final int STREAMS_MAX = 500;
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Mutiny.SessionFactory sessions;
    private final VmLog log;
    private final VmChanges changes;
    private final Places places = new Places(STREAMS_MAX);

    @Inject
    VmEventsResource(Mutiny.SessionFactory sessions, VmLog log, VmChanges changes) {
        this.sessions = sessions;
        this.log = log;
        this.changes = changes;
    }

    /** 204 if the VM is gone and the client has heard of its end: it need not come again. */
    @GET
    @Operation(
            summary = "Follow a VM",
            description =
                    "Server-sent events: what happened so far of its latest life, and what happens from then on. Last-Event-ID goes on without a gap, on any replica.")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "events: state, addresses, route, migration, rejected, gone, missed; their data are JSON",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    @APIResponse(responseCode = "204", description = "the VM is gone, and Last-Event-ID names its last event")
    public Uni<Void> follow(
            @PathParam("id") VmId id,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
            @Context RoutingContext context) {
        var heard = lastEventId == null || lastEventId.isEmpty() ? null : position(lastEventId);
        return sessions.withSession(session -> log.end(session, id)).chain(end -> {
            var known = end.orElseThrow(() -> WriteAnswers.unknown(id));
            var begin = heard == null ? known.last().beginning() : heard;
            if (begin.compareTo(known.last()) > 0) {
                throw new InvalidFieldException(LAST_EVENT_ID, "is later than everything that was told of this VM");
            }
            boolean told = known.gone() && begin.equals(known.last());
            return told || HttpMethod.HEAD.equals(context.request().method())
                    ? Uni.createFrom().voidItem()
                    : stream(id, begin, context);
        });
    }

    private Uni<Void> stream(VmId id, LogPosition begin, RoutingContext context) {
        var place = places.take()
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.UNAVAILABLE,
                        STREAMS_MAX + " clients follow VMs on this replica already; come again"));
        var watch = changes.watch(id);
        var stream = new EventStream(
                context,
                watch,
                begin,
                after -> sessions.withSession(session -> log.after(session, id, after, EventStream.BATCH)));
        return Uni.createFrom().deferred(stream::run).onTermination().invoke(() -> {
            watch.close();
            place.giveBack();
        });
    }

    private static LogPosition position(String text) {
        try {
            return LogPosition.of(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(LAST_EVENT_ID, "is not the id of an event");
        }
    }
}
