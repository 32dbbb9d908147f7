/** Kafka and PostgreSQL from Maven Central, durable, each a process of its own. */
@NullMarked
package io.ipfabric.lab.backend;

import org.jspecify.annotations.NullMarked;
