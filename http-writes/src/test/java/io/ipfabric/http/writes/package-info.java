@NullMarked
package io.ipfabric.http.writes;

import org.jspecify.annotations.NullMarked;
