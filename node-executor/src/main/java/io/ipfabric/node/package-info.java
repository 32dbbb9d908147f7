/**
 * The agent of a node: makes its kernel and its router carry what the fabric intends, and reports what it observes. This
 * package wires the parts together; see the module's DESIGN.md for what it promises.
 */
@NullMarked
package io.ipfabric.node;

import org.jspecify.annotations.NullMarked;
