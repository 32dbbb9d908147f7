/** What a person can do with iproute2 alone: guests and routes without any program of ours, to measure against. */
@NullMarked
package io.ipfabric.lab.hand;

import org.jspecify.annotations.NullMarked;
