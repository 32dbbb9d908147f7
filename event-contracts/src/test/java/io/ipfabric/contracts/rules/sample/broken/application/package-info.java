@NullMarked
package io.ipfabric.contracts.rules.sample.broken.application;

import org.jspecify.annotations.NullMarked;
