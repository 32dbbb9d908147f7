package io.ipfabric.node.application;

import java.time.Duration;

/**
 * Times of the loop.
 *
 * @param audit everything is compared with kernel and router this often
 * @param heartbeat the node says that it lives this often
 * @param retryFirst wait after the first failure of an endpoint; doubled after each further one
 * @param retryMax longest such wait
 */
public record AgentSettings(Duration audit, Duration heartbeat, Duration retryFirst, Duration retryMax) {

    public static final AgentSettings DEFAULT = new AgentSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(10));
}
