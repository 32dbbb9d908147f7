/** The bus: levels read whole and followed, reports sent until they are superseded. No groups, no committed offsets: the topics are the state. */
@NullMarked
package io.ipfabric.node.adapter.kafka;

import org.jspecify.annotations.NullMarked;
