package io.ipfabric.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.contracts.codec.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Requests are read and answers written by the contract's strict mapper: unknown fields, wrong types and duplicate names are refused. */
@ApplicationScoped
class StrictJson {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.strictMapper().build();
    }
}
