/** What is intended and observed, to look at. */
@NullMarked
package io.ipfabric.routing.adapter.http;

import org.jspecify.annotations.NullMarked;
