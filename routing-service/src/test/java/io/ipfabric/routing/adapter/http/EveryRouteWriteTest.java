package io.ipfabric.routing.adapter.http;

import io.ipfabric.http.testing.Operation;
import io.ipfabric.http.writes.testing.EveryWriteTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class EveryRouteWriteTest extends EveryWriteTest {

    @Override
    protected Map<String, String> bodies() {
        return Map.of("/v1/routes/{address}/force", "{\"reason\": \"nobody answers\"}");
    }

    @Override
    protected String path(Operation operation) {
        return operation.template().replace("{address}", "192.0.2.77").replaceAll("\\{[^/]+}", "none");
    }
}
