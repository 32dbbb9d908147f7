package io.ipfabric.node.adapter.http;

import io.ipfabric.http.testing.OpenApiReferenceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** In the application of {@link CredentialsTest}. */
@QuarkusTest
@TestProfile(CredentialsTest.WithoutAgent.class)
class OpenApiTest extends OpenApiReferenceTest {}
