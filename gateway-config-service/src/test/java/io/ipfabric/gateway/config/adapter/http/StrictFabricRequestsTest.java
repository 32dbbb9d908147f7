package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.http.testing.StrictRequestsTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class StrictFabricRequestsTest extends StrictRequestsTest {

    @Override
    protected String path() {
        return "/v1/clusters";
    }

    @Override
    protected String body() {
        return "{\"name\": \"strict\"}";
    }
}
