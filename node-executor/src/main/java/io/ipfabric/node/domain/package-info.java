/**
 * What a node should carry, what it carries, and the difference: records, sealed types and pure functions. No framework, no
 * clock, no input or output.
 */
@NullMarked
package io.ipfabric.node.domain;

import org.jspecify.annotations.NullMarked;
