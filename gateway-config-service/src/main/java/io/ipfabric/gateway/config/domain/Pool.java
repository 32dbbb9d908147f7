package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;

/** A block of VM addresses of a cluster, as ipam-service publishes it: nodes announce host routes of these prefixes and no others. */
public record Pool(PoolName name, ClusterName cluster, Prefix prefix) {}
