/** The fabric on one machine: network namespaces with real FRR, embedded Kafka and PostgreSQL, every service and agent; its commands. */
@NullMarked
package io.ipfabric.lab;

import org.jspecify.annotations.NullMarked;
