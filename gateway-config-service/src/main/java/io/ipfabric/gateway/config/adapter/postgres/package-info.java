/** Where the fabric and the revisions of its configurations are kept. */
@NullMarked
package io.ipfabric.gateway.config.adapter.postgres;

import org.jspecify.annotations.NullMarked;
