/** Operators' side: clusters, their routers, and the rendered configurations. */
@NullMarked
package io.ipfabric.gateway.config.adapter.http;

import org.jspecify.annotations.NullMarked;
