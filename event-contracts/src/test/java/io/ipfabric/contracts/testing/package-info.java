/** The real thing for tests: a broker in this JVM. Whoever uses it needs {@code kafka_2.13} and {@code kafka-metadata} among its test dependencies. */
@NullMarked
package io.ipfabric.contracts.testing;

import org.jspecify.annotations.NullMarked;
