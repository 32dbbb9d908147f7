/** The decider's state in PostgreSQL. */
@NullMarked
package io.ipfabric.routing.adapter.postgres;

import org.jspecify.annotations.NullMarked;
