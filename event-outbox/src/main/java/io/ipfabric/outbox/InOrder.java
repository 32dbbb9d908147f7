package io.ipfabric.outbox;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** One after the other: a session serves one statement at a time, and locks are taken in an order. */
public final class InOrder {

    private InOrder() {}

    /** Ends with the first that fails. */
    public static <T> Uni<Void> each(Iterable<T> items, Function<? super T, ? extends Uni<?>> action) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(action::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
