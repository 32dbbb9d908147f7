package io.ipfabric.node.application;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the loop from other threads. */
public final class AgentProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Inbox inbox;
    private final ReconcilerLoop loop;

    public AgentProbe(Inbox inbox, ReconcilerLoop loop) {
        this.inbox = inbox;
        this.loop = loop;
    }

    /** @throws BusyException if the loop does not answer in five seconds */
    public AgentView view() {
        var answer = new CompletableFuture<AgentView>();
        if (!inbox.offer(new AgentInput.Ask(answer))) {
            throw new BusyException("the agent's queue is full");
        }
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new BusyException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the loop failed to show itself", e.getCause());
        } catch (TimeoutException _) {
            throw new BusyException("the agent did not answer in " + PATIENCE.toSeconds() + " s");
        }
    }

    public boolean isTurning() {
        return loop.isTurning();
    }

    /** The loop has too much to do to answer. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }
}
