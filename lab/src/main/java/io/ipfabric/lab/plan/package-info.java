/** What the lab consists of: names, addresses and ports, as pure functions of the number of nodes. */
@NullMarked
package io.ipfabric.lab.plan;

import org.jspecify.annotations.NullMarked;
