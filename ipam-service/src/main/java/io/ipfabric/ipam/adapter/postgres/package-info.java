/**
 * Pools and allocations in PostgreSQL. Native statements, few round trips: a VM that gets two addresses costs six. Lists of values go in
 * and rows come out as JSON, so that each statement maps to one record and no type is left to a driver's guess.
 */
@NullMarked
package io.ipfabric.ipam.adapter.postgres;

import org.jspecify.annotations.NullMarked;
