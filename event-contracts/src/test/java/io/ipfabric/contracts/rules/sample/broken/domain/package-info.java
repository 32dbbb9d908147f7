@NullMarked
package io.ipfabric.contracts.rules.sample.broken.domain;

import org.jspecify.annotations.NullMarked;
