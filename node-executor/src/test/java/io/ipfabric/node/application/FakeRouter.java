package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A router that says what a test told it to; from any thread. */
public final class FakeRouter implements Router {

    private final Map<Address, RouterFacts> facts = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean slow;
    private volatile List<Session> sessions = List.of();

    void say(Address address, RouterFacts said) {
        facts.put(address, said);
    }

    void sessions(List<Session> now) {
        sessions = now;
    }

    void slow(boolean isSlow) {
        slow = isSlow;
    }

    int questions() {
        return questions.get();
    }

    @Override
    public RouterFacts facts(Address address) throws RouterException {
        questions.incrementAndGet();
        requireAnswer();
        return facts.getOrDefault(address, RouterFacts.NONE);
    }

    private void requireAnswer() throws RouterException {
        if (slow) {
            throw new RouterException("told to be slow", false, null);
        }
    }

    @Override
    public List<Session> sessions() throws RouterException {
        requireAnswer();
        return sessions;
    }

    @Override
    public void close() {}
}
