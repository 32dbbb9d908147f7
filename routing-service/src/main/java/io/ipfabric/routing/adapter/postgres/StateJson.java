package io.ipfabric.routing.adapter.postgres;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.annotation.JsonAppend;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.routing.domain.Order;
import io.ipfabric.routing.domain.VmRouting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decider's state as JSON: the domain knows nothing of it, so the names of its states are said here. */
final class StateJson {

    /** Of a VM: the request that was decided about last, as {@code traceparent} has it. */
    static final String CAUSE = "cause";

    private static final JsonMapper MAPPER = Json.mapper()
            // A question about a state is no part of it.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addMixIn(Order.class, OrderNames.class)
            .addMixIn(VmRouting.class, Caused.class)
            .build();

    private StateJson() {}

    static String write(Object value) {
        return write(value, null);
    }

    /** @param cause stored beside what the decider knows, as {@value #CAUSE} */
    static String write(Object value, @Nullable TraceContext cause) {
        try {
            return MAPPER.writer()
                    .withAttribute(CAUSE, cause == null ? null : cause.toString())
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state is always JSON: " + value, e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored state cannot be read: " + json, e);
        }
    }

    /** As it is in the JSON. */
    static String nameOf(Order order) {
        return MAPPER.<ObjectNode>valueToTree(order).get("order").asText();
    }

    static <T> List<T> readList(String json, Class<T> type) {
        try {
            return MAPPER.readerForListOf(type).readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored list cannot be read: " + json, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Order.Serve.class, name = "SERVE"),
        @JsonSubTypes.Type(value = Order.Deliver.class, name = "DELIVER"),
        @JsonSubTypes.Type(value = Order.Prepare.class, name = "PREPARE"),
        @JsonSubTypes.Type(value = Order.Attract.class, name = "ATTRACT"),
        @JsonSubTypes.Type(value = Order.Await.class, name = "AWAIT"),
        @JsonSubTypes.Type(value = Order.Redirect.class, name = "REDIRECT"),
        @JsonSubTypes.Type(value = Order.RedirectQuietly.class, name = "REDIRECT_QUIETLY"),
        @JsonSubTypes.Type(value = Order.Rest.class, name = "REST"),
        @JsonSubTypes.Type(value = Order.Remove.class, name = "REMOVE")
    })
    private interface OrderNames {}

    @JsonAppend(attrs = @JsonAppend.Attr(CAUSE))
    private interface Caused {}
}
