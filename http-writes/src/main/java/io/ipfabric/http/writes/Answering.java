package io.ipfabric.http.writes;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** How the outcome of a write is answered. */
@FunctionalInterface
public interface Answering<O> {

    /**
     * @param prefer the {@code Prefer} header; absent: to be answered at once, of what the transaction knows
     * @throws io.ipfabric.http.ProblemException if the outcome is a refusal: the effect did nothing then but, maybe, tell of it
     */
    Uni<Response> of(O outcome, @Nullable String prefer);
}
