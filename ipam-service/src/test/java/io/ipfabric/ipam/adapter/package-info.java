/** The service between a real broker and a real database; the tests speak for everyone else. */
@NullMarked
package io.ipfabric.ipam.adapter;

import org.jspecify.annotations.NullMarked;
