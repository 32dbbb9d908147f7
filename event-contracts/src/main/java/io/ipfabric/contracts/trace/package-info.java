/** What holds together all that one request causes (W3C Trace Context). */
@NullMarked
package io.ipfabric.contracts.trace;

import org.jspecify.annotations.NullMarked;
