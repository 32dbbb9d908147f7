package io.ipfabric.ipam.adapter.http;

import io.ipfabric.http.testing.StrictRequestsTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class StrictIpamRequestsTest extends StrictRequestsTest {

    @Override
    protected String path() {
        return "/v1/pools";
    }

    @Override
    protected String body() {
        return "{\"name\": \"strict\", \"cluster\": \"nowhere\", \"prefix\": \"203.0.113.0/28\"}";
    }
}
