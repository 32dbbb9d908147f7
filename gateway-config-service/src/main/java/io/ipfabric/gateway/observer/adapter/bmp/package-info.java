/** BMP station (RFC 7854): reflectors call it and say what came in. */
@NullMarked
package io.ipfabric.gateway.observer.adapter.bmp;

import org.jspecify.annotations.NullMarked;
