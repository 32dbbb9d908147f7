/** Rules that every module's code keeps, shared as a test-jar. */
@NullMarked
package io.ipfabric.contracts.rules;

import org.jspecify.annotations.NullMarked;
