/** The sessions of all reflectors, what they show, and the ports. */
@NullMarked
package io.ipfabric.gateway.observer.application;

import org.jspecify.annotations.NullMarked;
