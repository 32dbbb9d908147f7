package io.ipfabric.gateway.config.adapter.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, in the order of the names.
 *
 * @param next cursor of the next part; absent: this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {}
