/** Role {@code config}: clusters, nodes, reflectors and core gateways, and the configuration that is rendered for each of them. */
@NullMarked
package io.ipfabric.gateway.config;

import org.jspecify.annotations.NullMarked;
