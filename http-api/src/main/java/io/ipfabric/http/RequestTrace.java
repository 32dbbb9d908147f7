package io.ipfabric.http;

import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.logs.CurrentTrace;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Which trace a request belongs to: the one that its caller names ({@code traceparent}), else a new one. It is current for all that is done on the request's Vert.x
 * context, and the answer says it, so that a caller can quote it.
 */
public final class RequestTrace {

    private static final String KEPT = RequestTrace.class.getName();

    private RequestTrace() {}

    /** Before anything else is done for the request. A header that is there twice, or is no trace, is as if there were none. */
    public static void begin(RoutingContext context) {
        var named = context.request().headers().getAll(TraceContext.NAME);
        var trace = CurrentTrace.continued(named.size() == 1 ? TraceContext.parse(named.getFirst()) : Optional.empty());
        CurrentTrace.set(trace);
        context.put(KEPT, trace);
        context.response().putHeader(TraceContext.NAME, trace.toString());
    }

    /** Also where the request's Vert.x context was left. */
    public static Optional<TraceContext> of(RoutingContext context) {
        return Optional.ofNullable(context.get(KEPT));
    }
}
