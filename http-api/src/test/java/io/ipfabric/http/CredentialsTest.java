package io.ipfabric.http;

import io.ipfabric.http.testing.EveryOperationTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;

@QuarkusTest
class CredentialsTest extends EveryOperationTest {

    /** This module has no health: it is no service. */
    @Override
    protected List<Integer> openAnswers() {
        return List.of(200, 404);
    }
}
