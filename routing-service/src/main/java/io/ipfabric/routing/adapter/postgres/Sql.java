package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What the statements of this package have in common. */
final class Sql {

    /** Of lists that are one parameter; names and addresses hold no comma. */
    static final String SEPARATOR = ",";

    private Sql() {}

    static Uni<Void> execute(Mutiny.Session session, String sql, Object... parameters) {
        Mutiny.MutationQuery query = session.createNativeQuery(sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.executeUpdate().replaceWithVoid();
    }

    static Uni<List<VmId>> vms(Mutiny.SelectionQuery<String> query) {
        return query.getResultList().map(vms -> vms.stream().map(VmId::of).toList());
    }

    /** @param values whose texts hold no comma */
    static String joined(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(SEPARATOR));
    }

    /** Absent is an empty text. */
    static String orEmpty(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** Drivers give times in either form. */
    static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
    }

    static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalStateException("a number was selected, not " + value);
    }
}
