/** Loads the fabric, lets the domain decide, and stores and publishes what came of it in one transaction. */
@NullMarked
package io.ipfabric.gateway.config.application;

import org.jspecify.annotations.NullMarked;
