/**
 * Publishing and consuming, exactly as far as that can be had: what is published is what was committed, in commit order for each ordering
 * key; what is consumed takes effect once. See DESIGN.md for the promises and for what a duplicate can still look like.
 */
@NullMarked
package io.ipfabric.outbox;

import org.jspecify.annotations.NullMarked;
