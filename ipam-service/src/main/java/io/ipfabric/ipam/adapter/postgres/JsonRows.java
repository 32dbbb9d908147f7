package io.ipfabric.ipam.adapter.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Statements whose one column is a row as JSON, and parameters that are JSON. */
final class JsonRows {

    private static final JsonMapper MAPPER = Json.mapper().build();

    private JsonRows() {}

    /** A statement that gives each row of {@code select} as JSON. */
    static String of(String select) {
        return "select cast(to_jsonb(r) as text) from (" + select + ") r";
    }

    /** A statement with its parameters in order, from ?1. */
    static Mutiny.SelectionQuery<String> query(Mutiny.Session session, String sql, Object... parameters) {
        var query = session.createNativeQuery(sql, String.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query;
    }

    static <R> Uni<List<R>> list(Mutiny.SelectionQuery<String> query, Class<R> row) {
        return query.getResultList()
                .map(texts -> texts.stream().map(text -> read(text, row)).toList());
    }

    static <R> Uni<Optional<R>> first(Mutiny.SelectionQuery<String> query, Class<R> row) {
        return list(query, row).map(rows -> rows.stream().findFirst());
    }

    static <R> Uni<R> one(Mutiny.SelectionQuery<String> query, Class<R> row) {
        return query.getSingleResult().map(text -> read(text, row));
    }

    static <R> R read(String text, Class<R> row) {
        try {
            return MAPPER.readValue(text, row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no " + row.getSimpleName() + ": " + text, e);
        }
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rows are always JSON: " + value, e);
        }
    }
}
