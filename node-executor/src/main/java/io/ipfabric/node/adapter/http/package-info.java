/** What people and probes ask: interfaces, health. Metrics are Micrometer's own endpoint. */
@NullMarked
package io.ipfabric.node.adapter.http;

import org.jspecify.annotations.NullMarked;
