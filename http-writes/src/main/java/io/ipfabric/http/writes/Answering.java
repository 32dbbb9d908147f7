package io.ipfabric.http.writes;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** How the outcome of a write is answered. */
@FunctionalInterface
public interface Answering<O> {

    /**
     * @param prefer the {@code Prefer} header; absent: to be answered at once, of what the transaction knows
     * @throws io.ipfabric.http.ProblemException if it is refused; what the transaction did is then undone, if {@code prefer} is absent
     */
    Uni<Response> of(O outcome, @Nullable String prefer);
}
