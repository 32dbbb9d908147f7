/** The control plane and its lab in containers, on an engine of the tests' own. */
@NullMarked
package io.ipfabric.lab.container;

import org.jspecify.annotations.NullMarked;
