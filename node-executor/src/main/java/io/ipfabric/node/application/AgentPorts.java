package io.ipfabric.node.application;

/** The outside of the agent. */
public record AgentPorts(
        Kernel kernel, SourceFilter filter, RouterWatch routerWatch, NodeMemory memory, Reports reports) {}
