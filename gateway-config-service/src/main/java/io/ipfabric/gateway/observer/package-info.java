/** Role {@code observer}: what reflectors really hold. */
@NullMarked
package io.ipfabric.gateway.observer;

import org.jspecify.annotations.NullMarked;
