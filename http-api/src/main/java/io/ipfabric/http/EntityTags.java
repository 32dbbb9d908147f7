package io.ipfabric.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Every JSON document that is read has an {@code ETag}, and is not sent to who has it already (304). Of writes, an answer that shows the resource and says by
 * {@code Location} which one has the tag that reading it would have.
 */
final class EntityTags {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final MediaType TYPE = MediaType.valueOf(Representation.MEDIA_TYPE);

    private final Representations representations;

    @Inject
    EntityTags(Representations representations) {
        this.representations = representations;
    }

    @ServerResponseFilter
    void tag(ContainerRequestContext request, ContainerResponseContext response) {
        boolean reading = READING.contains(request.getMethod()) && response.getStatus() == 200;
        if (!(reading || isWritten(response)) || !isDocument(response)) {
            return;
        }
        var shown = representations.of(response.getEntity());
        response.getHeaders().putSingle(HttpHeaders.ETAG, shown.tag());
        var known = TagList.of(HttpHeaders.IF_NONE_MATCH, request.getHeaders().get(HttpHeaders.IF_NONE_MATCH));
        if (reading && known != null && known.matchesWeakly(shown.tag())) {
            response.setStatusInfo(Status.NOT_MODIFIED);
            response.setEntity(null);
        } else {
            // The text that was tagged and no other one.
            response.setEntity(shown.json(), response.getEntityAnnotations(), TYPE);
        }
    }

    private static boolean isWritten(ContainerResponseContext response) {
        return response.getStatusInfo().getFamily() == Status.Family.SUCCESSFUL
                && response.getHeaders().containsKey(HttpHeaders.LOCATION);
    }

    /** Neither a text nor a stream: these are their author's. */
    private static boolean isDocument(ContainerResponseContext response) {
        return response.getEntity() instanceof Record && !response.getHeaders().containsKey(HttpHeaders.ETAG);
    }
}
