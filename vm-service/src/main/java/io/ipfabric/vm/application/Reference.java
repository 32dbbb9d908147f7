package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;

/** Something of the fabric that a command names. */
public sealed interface Reference {

    record ToCluster(ClusterName name) implements Reference {}

    record ToNode(NodeName name) implements Reference {}
}
