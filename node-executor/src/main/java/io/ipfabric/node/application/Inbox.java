package io.ipfabric.node.application;

import io.ipfabric.node.domain.KernelEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What waits for the loop, bounded. Readers of topics wait when it is full ({@link #submit}). The kernel's listener must not
 * wait ({@link #hint}): if it finds no room, everything is observed anew instead.
 */
public final class Inbox {

    private static final int SIZE_MAX = 65_536;
    /** So many are taken before what they changed is done: under load the passes grow, not the queue. */
    private static final int BATCH_MAX = 1_024;

    private final BlockingQueue<AgentInput> queue = new ArrayBlockingQueue<>(SIZE_MAX);
    private final AtomicBoolean overflowed = new AtomicBoolean();

    public void submit(AgentInput input) throws InterruptedException {
        queue.put(input);
    }

    public void hint(KernelEvent event) {
        if (!queue.offer(new AgentInput.KernelTold(event))) {
            overflowed.set(true);
        }
    }

    /** For what is told again anyway, or asked by somebody who can be told to come back. */
    public boolean offer(AgentInput input) {
        return queue.offer(input);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Waits for at least one, not longer than this. */
    public List<AgentInput> take(Duration patience) throws InterruptedException {
        var inputs = new ArrayList<AgentInput>();
        var first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            inputs.add(first);
            queue.drainTo(inputs, BATCH_MAX);
        }
        if (overflowed.compareAndSet(true, false)) {
            inputs.add(new AgentInput.KernelTold(
                    new KernelEvent.ResyncNeeded("the agent was too slow to take the kernel's events")));
        }
        return inputs;
    }
}
