package io.ipfabric.node.application;

import java.time.Duration;
import org.jboss.logging.Logger.Level;

/**
 * Times of the loop, and how loud it speaks.
 *
 * @param audit everything is compared with kernel and router this often
 * @param heartbeat the node says that it lives this often
 * @param retryFirst wait after the first failure of an endpoint; doubled after each further one
 * @param retryMax longest such wait
 * @param isRehearsal what is done is nobody's news
 */
public record AgentSettings(
        Duration audit, Duration heartbeat, Duration retryFirst, Duration retryMax, boolean isRehearsal) {

    public static final AgentSettings DEFAULT = new AgentSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(10), false);

    static final AgentSettings REHEARSAL =
            new AgentSettings(DEFAULT.audit, DEFAULT.heartbeat, DEFAULT.retryFirst, DEFAULT.retryMax, true);

    /** Of what goes as it should. */
    Level news() {
        return isRehearsal ? Level.DEBUG : Level.INFO;
    }

    /** Of what does not. */
    Level warnings() {
        return isRehearsal ? Level.DEBUG : Level.WARN;
    }
}
