@NullMarked
package io.ipfabric.http.writes.testing;

import org.jspecify.annotations.NullMarked;
