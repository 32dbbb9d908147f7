/** What is written about the events for those who send and read them, made from the records, the catalogue, the schemas and the golden files. */
@NullMarked
package io.ipfabric.contracts.reference;

import org.jspecify.annotations.NullMarked;
