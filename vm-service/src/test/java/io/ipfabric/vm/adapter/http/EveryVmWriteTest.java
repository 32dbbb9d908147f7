package io.ipfabric.vm.adapter.http;

import io.ipfabric.http.testing.Operation;
import io.ipfabric.http.writes.testing.EveryWriteTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class EveryVmWriteTest extends EveryWriteTest {

    @Override
    protected Map<String, String> bodies() {
        return Map.of(
                "/v1/vms",
                "{\"id\": \"every-write\", \"name\": \"every-write\", \"cluster\": \"nowhere\", \"node\": \"nowhere\"}",
                "/v1/vms/{id}/migrations",
                "{\"target\": \"nowhere\"}",
                "/v1/vms/{id}/start",
                "{}",
                "/v1/vms/{id}/migrations/{migration}/force",
                "{\"reason\": \"nobody answers\"}");
    }

    /** Migrations have numbers, not names. */
    @Override
    protected String path(Operation operation) {
        return operation
                .template()
                .replace("{migration}", "00000000-0000-7000-8000-000000000000")
                .replaceAll("\\{[^/]+}", "none");
    }
}
