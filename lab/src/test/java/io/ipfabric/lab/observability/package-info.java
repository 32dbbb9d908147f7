/** Dashboards, rules and the reference of the metrics, as files. */
@NullMarked
package io.ipfabric.lab.observability;

import org.jspecify.annotations.NullMarked;
