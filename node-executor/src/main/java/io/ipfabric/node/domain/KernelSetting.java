package io.ipfabric.node.domain;

/**
 * A node-wide setting of the kernel with a value that breaks the fabric. It belongs to the node's owner: the agent names it
 * and does not change it.
 *
 * @param name as sysctl(8) takes it
 */
public record KernelSetting(String name, String required, String actual) {}
