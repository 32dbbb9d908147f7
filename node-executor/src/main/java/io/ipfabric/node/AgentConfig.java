package io.ipfabric.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What an operator sets, beside the broker ({@code kafka.*}: settings of the Kafka clients). */
@ConfigMapping(prefix = "fabric")
interface AgentConfig {

    Node node();

    Frr frr();

    Log log();

    interface Node {

        /** As in the fabric's topology; also the name of the node's device. */
        String name();

        /** The agent's own; lose it, and the node is another installation that nobody gave intents to. */
        Path stateDirectory();

        /** Of the two threads that switch a guest's routes, in the scheduler's real-time class (sched(7)); 0: in the usual one. */
        @WithDefault("1")
        int realtimePriority();
    }

    interface Frr {

        /** The instance that FRR's daemons were started with ({@code -N}). */
        Optional<String> pathSpace();

        /** Where the daemons' vty sockets are, if they were started with {@code --vty_socket}. */
        Optional<Path> socketDirectory();
    }

    /** Read before any bean is there, by the module {@code logs}; named here, because what is not named is refused. */
    interface Log {

        /** {@code text} or {@code json}. */
        @WithDefault("text")
        String format();
    }
}
