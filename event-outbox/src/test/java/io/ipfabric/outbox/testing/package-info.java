/** Real backends for the tests of every service. */
@NullMarked
package io.ipfabric.outbox.testing;

import org.jspecify.annotations.NullMarked;
