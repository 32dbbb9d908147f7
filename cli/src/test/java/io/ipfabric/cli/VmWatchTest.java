package io.ipfabric.cli;

import static io.ipfabric.cli.ScriptedService.brokenEvents;
import static io.ipfabric.cli.ScriptedService.events;
import static io.ipfabric.cli.ScriptedService.problem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class VmWatchTest {

    private static final String CREATED =
            "retry: 2000\n\nid: 1-1\nevent: state\ndata: {\"at\":\"2026-01-01T12:00:00Z\",\"state\":\"REQUESTED\",\"node\":\"node1\",\"generation\":1}\n\n";
    private static final String ADDRESSED =
            ":\n\nid: 1-2\nevent: addresses\ndata: {\"at\":\"2026-01-01T12:00:00.250Z\",\"addresses\":[\"192.0.2.1\",\"2001:db8::1\"]}\n\n";
    private static final String GONE = "id: 1-3\nevent: gone\ndata: {\"at\":\"2026-01-01T12:00:01Z\"}\n\n";

    @Test
    void a_life_is_shown_with_times_until_it_ends() {
        try (var service = ScriptedService.answering(events(CREATED + ADDRESSED + GONE))) {
            var watched = watch(service, "web-1");

            assertThat(watched.status()).isEqualTo(ExitStatus.OK);
            assertThat(watched.out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("+0.000", "state", "REQUESTED on node1, generation 1"),
                            line -> assertThat(line).contains("+0.250", "addresses", "192.0.2.1 2001:db8::1"),
                            line -> assertThat(line).contains("+1.000", "gone"));
        }
    }

    /** One that breaks in the middle of an event, and a service that is not ready when one comes back. */
    @Test
    void a_broken_connection_is_taken_up_behind_the_last_event() {
        try (var service = ScriptedService.answering(
                brokenEvents(CREATED + "id: 1-2\nevent: addr"),
                problem(503, "it starts"),
                events(ADDRESSED),
                events(GONE))) {
            var watched = watch(service, "web-1", "-o", "json");

            assertThat(watched.status()).isEqualTo(ExitStatus.OK);
            assertThat(service.lastEventIds).containsExactly("-", "1-1", "1-1", "1-2");
            assertThat(watched.out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("{\"id\":\"1-1\",\"event\":\"state\",\"data\":{"),
                            line -> assertThat(line).startsWith("{\"id\":\"1-2\",\"event\":\"addresses\""),
                            line -> assertThat(line).startsWith("{\"id\":\"1-3\",\"event\":\"gone\""));
        }
    }

    @Test
    void it_ends_with_the_state_that_was_waited_for() {
        try (var service = ScriptedService.answering(events(CREATED + ADDRESSED))) {
            var watched = watch(service, "web-1", "--until", "REQUESTED");

            assertThat(watched.status()).isEqualTo(ExitStatus.OK);
            assertThat(watched.out().lines()).hasSize(1);
        }
    }

    @Test
    void a_vm_that_is_gone_before_the_state_is_no_success() {
        try (var service = ScriptedService.answering(
                events(CREATED + GONE), new ScriptedService.Answer(204, "text/event-stream", "", true))) {
            var watched = watch(service, "web-1", "--until", "RUNNING");
            assertThat(watched.status()).isEqualTo(ExitStatus.NOT_FOUND);
            assertThat(watched.out().lines()).hasSize(2);
            assertThat(watched.err()).contains("web-1 is gone", "RUNNING");

            assertThat(watch(service, "web-1", "--until", "RUNNING", "--after", "1-3")
                            .status())
                    .isEqualTo(ExitStatus.NOT_FOUND);
        }
    }

    @Test
    void a_vm_that_is_refused_is_waited_for_no_longer() {
        var refused = "id: 1-2\nevent: state\ndata: {\"at\":\"2026-01-01T12:00:01Z\",\"state\":\"REFUSED\","
                + "\"node\":\"node1\",\"generation\":1,\"problem\":{\"detail\":\"the pool is empty\"}}\n\n";
        try (var service = ScriptedService.answering(
                events(CREATED + refused), events(refused), events(CREATED + refused + GONE))) {
            var watched = watch(service, "web-1", "--until", "RUNNING");
            assertThat(watched.status()).isEqualTo(ExitStatus.REFUSED);
            assertThat(watched.err()).contains("the pool is empty");

            assertThat(watch(service, "web-1", "--until", "REFUSED").status()).isEqualTo(ExitStatus.OK);
            // Nothing was waited for but the end.
            assertThat(watch(service, "web-1").status()).isEqualTo(ExitStatus.OK);
        }
    }

    @Test
    void who_has_heard_the_end_is_told_so() {
        try (var service = ScriptedService.answering(new ScriptedService.Answer(204, "text/event-stream", "", true))) {
            assertThat(watch(service, "web-1", "--after", "1-3").status()).isEqualTo(ExitStatus.OK);
            assertThat(service.lastEventIds).containsExactly("1-3");
        }
    }

    @Test
    void a_vm_that_is_not_there_is_said_at_once() {
        try (var service = ScriptedService.answering(problem(404, "there is no VM"))) {
            var watched = watch(service, "nobody");

            assertThat(watched.status()).isEqualTo(ExitStatus.NOT_FOUND);
            assertThat(watched.err()).contains("there is no VM");
        }
    }

    private static Captured watch(ScriptedService service, String... arguments) {
        return Captured.of(() -> Fabric.handled(new CommandLine(new VmWatchCommand(service.api())))
                .execute(arguments));
    }
}
