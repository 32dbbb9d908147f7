package io.ipfabric.node.application;

/** The router's configuration as a whole. Calls block for seconds; for one thread. */
public interface RouterConfiguration {

    /** Tests the text, then makes the router run it. A refused text leaves the router with what it ran before. */
    Outcome apply(String text);

    sealed interface Outcome {

        record Applied() implements Outcome {}

        /** The router does not accept the text, and never will. */
        record Refused(String reason) implements Outcome {}

        /** The router cannot be configured now: worth another try. */
        record Unavailable(String reason) implements Outcome {}
    }
}
