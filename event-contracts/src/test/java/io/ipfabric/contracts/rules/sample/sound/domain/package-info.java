@NullMarked
package io.ipfabric.contracts.rules.sample.sound.domain;

import org.jspecify.annotations.NullMarked;
