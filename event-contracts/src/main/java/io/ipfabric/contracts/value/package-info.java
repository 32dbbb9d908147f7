/**
 * Value types of the published language. Each parses its text once and cannot hold a wrong value; each renders back to the
 * same text, which is its JSON form. A refused text raises {@link io.ipfabric.contracts.value.InvalidValueException}.
 */
@NullMarked
package io.ipfabric.contracts.value;

import org.jspecify.annotations.NullMarked;
