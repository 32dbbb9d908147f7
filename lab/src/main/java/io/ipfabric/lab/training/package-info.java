/** What makes a service fast earlier: a lab in which it learns, and writes down what it learned. */
@NullMarked
package io.ipfabric.lab.training;

import org.jspecify.annotations.NullMarked;
