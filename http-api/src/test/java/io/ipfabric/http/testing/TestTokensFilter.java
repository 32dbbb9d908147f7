package io.ipfabric.http.testing;

import io.ipfabric.credentials.Role;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.util.List;

/** Requests of tests are an admin's unless they say whose they are: what a test is about is seldom its token. */
public final class TestTokensFilter implements QuarkusTestBeforeEachCallback, Filter {

    private static final String AUTHORIZATION = "Authorization";

    private final String token = TestTokens.of(Role.ADMIN);

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(List.of(this));
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext chain) {
        if (!request.getHeaders().hasHeaderWithName(AUTHORIZATION)) {
            request.header(AUTHORIZATION, "Bearer " + token);
        }
        return chain.next(request, response);
    }
}
