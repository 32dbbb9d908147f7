package io.ipfabric.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next cursor of the next part; absent: this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {}
