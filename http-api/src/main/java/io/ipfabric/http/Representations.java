package io.ipfabric.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Documents as they are sent: the same document is the same text, so that entity tags can be made of it. */
@ApplicationScoped
public class Representations {

    private final ObjectMapper mapper;

    @Inject
    Representations(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    public Representation of(Object document) {
        try {
            return new Representation(mapper.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document is always JSON", e);
        }
    }
}
