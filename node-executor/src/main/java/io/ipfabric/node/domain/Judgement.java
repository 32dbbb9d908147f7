package io.ipfabric.node.domain;

/** What the agent may do with what it read. */
public sealed interface Judgement {

    /** @param reason why, for people */
    record Waiting(String reason) implements Judgement {}

    /**
     * New and changed endpoints are carried, none is withdrawn.
     *
     * @param reason why, for people
     */
    record AddOnly(long generation, String reason) implements Judgement {}

    record Full(long generation) implements Judgement {}

    /** Whether anything at all is applied. */
    default boolean isObeying() {
        return !(this instanceof Waiting);
    }

    default boolean mayRemove() {
        return this instanceof Full;
    }

    /** Generation of the manifest that is acted on; 0 for none. */
    default long actedOnGeneration() {
        return switch (this) {
            case Waiting _ -> 0;
            case AddOnly limited -> limited.generation();
            case Full(long generation) -> generation;
        };
    }

    /** For people. */
    default String explanation() {
        return switch (this) {
            case Waiting(String reason) -> "waiting: " + reason;
            case AddOnly limited -> "adding only: " + limited.reason();
            case Full _ -> "obeying";
        };
    }
}
