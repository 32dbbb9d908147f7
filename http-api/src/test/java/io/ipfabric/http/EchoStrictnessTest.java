package io.ipfabric.http;

import io.ipfabric.http.testing.StrictRequestsTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EchoStrictnessTest extends StrictRequestsTest {

    @Override
    protected String path() {
        return "/v1/vms";
    }

    @Override
    protected String body() {
        return "{\"text\": \"x\"}";
    }
}
