@NullMarked
package io.ipfabric.contracts.rules.sample.broken.adapter.http;

import org.jspecify.annotations.NullMarked;
