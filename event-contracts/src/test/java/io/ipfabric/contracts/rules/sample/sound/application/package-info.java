@NullMarked
package io.ipfabric.contracts.rules.sample.sound.application;

import org.jspecify.annotations.NullMarked;
