package io.ipfabric.node.adapter.http;

import io.ipfabric.http.testing.EveryOperationTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The agent's doors, without the agent: nothing of this machine's kernel is touched. */
@QuarkusTest
@TestProfile(CredentialsTest.WithoutAgent.class)
class CredentialsTest extends EveryOperationTest {

    public static final class WithoutAgent implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.arc.exclude-types", "io.ipfabric.node.Agent",
                    "quarkus.http.test-port", "0",
                    "fabric.node.name", "node1");
        }
    }
}
