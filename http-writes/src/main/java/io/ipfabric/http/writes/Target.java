package io.ipfabric.http.writes;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The resource that a write is about, as reading it shows it: {@code If-Match} names that document's {@code ETag}. It is locked until the transaction ends, so far as
 * it can be, so that what was seen still holds when the effect is stored. Empty: there is none.
 */
@FunctionalInterface
public interface Target {

    Uni<? extends Optional<?>> lock(Mutiny.Session session);
}
