package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouterConfig;
import java.util.function.Consumer;

/**
 * The outside of the agent.
 *
 * @param configuration takes what the router is to run
 */
public record AgentPorts(
        Kernel kernel,
        SourceFilter filter,
        ArrivalWatch arrivals,
        RouterWatch routerWatch,
        Consumer<RouterConfig> configuration,
        NodeMemory memory,
        Reports reports) {}
