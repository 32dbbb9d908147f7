/** Tokens for the tests of services, and the test that asks each of a service's operations for one. */
@NullMarked
package io.ipfabric.http.testing;

import org.jspecify.annotations.NullMarked;
