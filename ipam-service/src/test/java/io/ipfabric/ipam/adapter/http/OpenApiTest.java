package io.ipfabric.ipam.adapter.http;

import io.ipfabric.http.testing.OpenApiReferenceTest;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class OpenApiTest extends OpenApiReferenceTest {}
