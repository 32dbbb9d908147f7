/** The fabric as its operators describe it, and the text that every router gets. Pure: no clock, no framework, no input or output. */
@NullMarked
package io.ipfabric.gateway.config.domain;

import org.jspecify.annotations.NullMarked;
