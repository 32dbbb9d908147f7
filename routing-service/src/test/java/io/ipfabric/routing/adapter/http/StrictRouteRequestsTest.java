package io.ipfabric.routing.adapter.http;

import io.ipfabric.http.testing.StrictRequestsTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class StrictRouteRequestsTest extends StrictRequestsTest {

    @Override
    protected String path() {
        return "/v1/routes/192.0.2.77/force";
    }

    @Override
    protected String readable() {
        return "/v1/routes";
    }

    @Override
    protected String body() {
        return "{\"reason\": \"nobody answers\"}";
    }
}
