/** What the lab asks of a router's program, whichever it is. */
@NullMarked
package io.ipfabric.lab.router;

import org.jspecify.annotations.NullMarked;
