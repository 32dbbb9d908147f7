/** JSON Schemas of the events, made from their records. */
@NullMarked
package io.ipfabric.contracts.schema;

import org.jspecify.annotations.NullMarked;
