package io.ipfabric.routing.adapter.postgres;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.routing.domain.EndpointState;

/** The decider's state as JSON: the domain knows nothing of it, so the names of its states are said here. */
final class StateJson {

    private static final JsonMapper MAPPER =
            Json.mapper().addMixIn(EndpointState.class, StateNames.class).build();

    private StateJson() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
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

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = EndpointState.Announcing.class, name = "ANNOUNCING"),
        @JsonSubTypes.Type(value = EndpointState.Withdrawing.class, name = "WITHDRAWING"),
        @JsonSubTypes.Type(value = EndpointState.Withdrawn.class, name = "WITHDRAWN")
    })
    private interface StateNames {}
}
