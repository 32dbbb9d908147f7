package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.ready;
import static io.ipfabric.routing.domain.Moves.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import io.ipfabric.routing.domain.Wait.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table above {@link Waits}, row by row: what is waited for, from when on it is too long, and what an operator may say of it. */
class WaitsTest {

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final SilenceForced WORD = new SilenceForced(null, new Force("node1 burnt down", "night shift"));

    /** In which it is waited for, from now on. */
    private static Life waitingFor(Kind kind) {
        return switch (kind) {
            case ROUTE_HELD -> begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2).reportsOn(NODE2);
            case GUEST_ARRIVED -> ready();
            case TARGET_DELIVERS ->
                ready().given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));
            case SOURCE_WITHDRAWN -> strictlyArrived();
            case SOURCE_GONE ->
                arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2).after(Moves.SETTLE);
            case STOPPED -> running().given(new VmStopped(FIRST));
            case REMOVED -> silentButNotGone();
            case RELEASED -> running().given(new VmDeleted(FIRST));
        };
    }

    private static Life strictlyArrived() {
        return arrived(
                begun(CutoverPolicy.STRICT).reportsOn(NODE2).reportsOn(NODE2).reportsOn(NODE1), NODE2);
    }

    private static Life silentButNotGone() {
        var life = running().given(new VmStarted(NODE2, SECOND)).doneOn(NODE2);
        var kernelOnly = life.report(NODE1, life.epochAt(NODE1), new Forwarding.Local(), true, false, false);
        return life.given(new EndpointReported(kernelOnly)).reflectedOf(NODE1);
    }

    private static NodeName nodeOf(Kind kind) {
        return switch (kind) {
            case ROUTE_HELD, GUEST_ARRIVED, TARGET_DELIVERS -> NODE2;
            case SOURCE_WITHDRAWN, SOURCE_GONE, STOPPED, REMOVED, RELEASED -> NODE1;
        };
    }

    private static Duration timeOf(Kind kind) {
        return switch (kind) {
            case ROUTE_HELD -> Duration.ofSeconds(5);
            case GUEST_ARRIVED -> Duration.ofMinutes(15);
            case TARGET_DELIVERS, SOURCE_WITHDRAWN, SOURCE_GONE, STOPPED, REMOVED, RELEASED -> Duration.ofSeconds(30);
        };
    }

    private static boolean isOverdue(Life life, Kind kind) {
        return life.state.overdue().stream()
                .anyMatch(wait -> wait.kind() == kind && wait.node().equals(nodeOf(kind)));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_waited_for_is_talked_about_when_its_time_is_over_and_not_before(Kind kind) {
        var life = waitingFor(kind);
        assertThat(isOverdue(life, kind)).isFalse();
        assertThat(life.due).isNotNull().isBeforeOrEqualTo(life.now.plus(timeOf(kind)));

        life.after(timeOf(kind).minus(MOMENT));
        assertThat(isOverdue(life, kind)).isFalse();
        assertThat(life.due).isNotNull();

        life.after(MOMENT);
        assertThat(isOverdue(life, kind)).isTrue();
        assertThat(life.state.overdue())
                .allSatisfy(wait -> assertThat(wait.lacks()).isNotEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void it_is_forced_when_its_time_is_over_and_not_before(Kind kind) {
        var life = waitingFor(kind);
        assertThat(forcedBy(life)).as("too early").isZero();

        life.after(timeOf(kind));
        assertThat(forcedBy(life)).isEqualTo(kind.isForceable() ? 1 : 0);
        assertThat(isOverdue(life, kind)).isEqualTo(!kind.isForceable());

        assertThat(forcedBy(life)).as("the same again").isZero();
    }

    private static long forcedBy(Life life) {
        return life.given(WORD).told().stream()
                .filter(RouteEvent.SilenceForced.class::isInstance)
                .count();
    }

    @Test
    void it_says_which_evidence_is_not_there() {
        var life = waitingFor(Kind.RELEASED).after(Duration.ofSeconds(30));
        assertThat(lacks(life)).isEqualTo("node1 has not reported");

        life.given(new EndpointReported(life.report(NODE1, life.epochAt(NODE1), true, true, true)));
        assertThat(lacks(life)).isEqualTo("node1 still advertises it");

        life.goneFrom(NODE1);
        assertThat(lacks(life)).isEqualTo("[rr1, rr2] still holds a path of node1");

        life.reflectors.replaceAll((_, _) -> State.LOST);
        life.given(new ReflectorsSeen());
        assertThat(lacks(life)).isEqualTo("no reflector is in sync: {rr1=LOST, rr2=LOST}");
    }

    private static String lacks(Life life) {
        return life.state.overdue().getFirst().lacks();
    }

    @Test
    void a_route_that_is_not_held_says_why() {
        var life = begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2).after(Duration.ofSeconds(5));
        assertThat(lacks(life)).isEqualTo("node2 has not reported");

        life.reportsOn(NODE2);
        assertThat(lacks(life)).isEqualTo("not every reflector in sync holds it as node2 announces it");

        life.reflectors.replaceAll((_, _) -> State.SYNCING);
        life.given(new ReflectorsSeen());
        assertThat(lacks(life)).isEqualTo("no reflector is in sync: {rr1=SYNCING, rr2=SYNCING}");
    }

    @Test
    void evidence_that_comes_late_ends_it() {
        var life = waitingFor(Kind.RELEASED).after(Duration.ofHours(1));

        life.doneOn(NODE1);

        assertThat(life.state.overdue()).isEmpty();
        assertThat(life.due).isNull();
    }

    @Test
    void who_is_created_and_proved_waits_for_nothing() {
        assertThat(running().due).isNull();
    }
}
