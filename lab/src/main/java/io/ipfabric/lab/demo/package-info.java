/** The whole story, told with proof. */
@NullMarked
package io.ipfabric.lab.demo;

import org.jspecify.annotations.NullMarked;
