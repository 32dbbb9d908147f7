@NullMarked
package io.ipfabric.contracts.rules.sample.sound.adapter.http;

import org.jspecify.annotations.NullMarked;
