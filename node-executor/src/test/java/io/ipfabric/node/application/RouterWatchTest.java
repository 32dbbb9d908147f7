package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterWatchTest {

    private static final Address ADDRESS = Samples.ipv4(1);
    private static final RouterFacts ANNOUNCED = new RouterFacts(5L, true);

    private final FakeRouter router = new FakeRouter();
    private final Map<Address, RouterFacts> told = new ConcurrentHashMap<>();
    private final List<AgentInput.SessionsTold> sessions = new CopyOnWriteArrayList<>();
    private final RouterWatch watch = new RouterWatch(router, this::hear);
    private final Thread thread = Thread.ofPlatform().name("router-watch").start(watch);

    private void hear(AgentInput input) {
        switch (input) {
            case AgentInput.RouterTold news -> told.putAll(news.facts());
            case AgentInput.SessionsTold news -> sessions.add(news);
            default -> throw new AssertionError("the watch tells no " + input);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    }

    private void awaitTold(RouterFacts facts) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> facts.equals(told.get(ADDRESS)));
    }

    @Test
    void tellsTheFirstAnswerEvenIfItIsNothing() {
        watch.expect(ADDRESS, RouterFacts.NONE);

        awaitTold(RouterFacts.NONE);
    }

    @Test
    void tellsWhenTheRouterComesToSayWhatIsExpected() {
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(RouterFacts.NONE);

        router.say(ADDRESS, ANNOUNCED);

        awaitTold(ANNOUNCED);
    }

    @Test
    void waitsForNoneThatNeverComes() {
        watch.expect(Samples.ipv4(2), ANNOUNCED);
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(RouterFacts.NONE);

        router.say(ADDRESS, ANNOUNCED);

        awaitTold(ANNOUNCED);
        assertThat(told).containsEntry(Samples.ipv4(2), RouterFacts.NONE);
    }

    @Test
    void asksSeldomOnceAllIsAsExpected() {
        router.say(ADDRESS, ANNOUNCED);
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(ANNOUNCED);
        int questions = router.questions();

        await().during(Duration.ofMillis(300)).until(() -> router.questions() <= questions + 1);
    }

    @Test
    void aSlowRouterHasNotSaidAnything() {
        router.say(ADDRESS, ANNOUNCED);
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(ANNOUNCED);

        router.slow(true);
        watch.expect(ADDRESS, RouterFacts.NONE);
        int questions = router.questions();
        await().until(() -> router.questions() > questions + 2);

        assertThat(told).containsEntry(ADDRESS, ANNOUNCED);
    }

    @Test
    void aSessionThatChangesLetsItAskForEverythingAgain() {
        watch.expect(ADDRESS, RouterFacts.NONE);
        awaitTold(RouterFacts.NONE);
        router.say(ADDRESS, ANNOUNCED);

        router.sessions(List.of(new Session(Address.of("198.51.100.1"), "Established")));

        awaitTold(ANNOUNCED);
        assertThat(sessions.getLast().reachable()).isTrue();
    }

    @Test
    void whatIsForgottenIsAskedForNoMore() {
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(RouterFacts.NONE);

        watch.forget(ADDRESS);
        int questions = router.questions();

        // One may be on its way already.
        await().during(Duration.ofMillis(300)).until(() -> router.questions() <= questions + 1);
    }
}
