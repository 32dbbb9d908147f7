package io.ipfabric.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.cli.ServerSentEvents.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a VM, through broken connections and restarts of the service: it goes on behind the last event that it showed. */
@Command(
        name = "watch",
        description = "A VM's life, so far and as it happens, with times; ends when the VM is gone.",
        mixinStandardHelpOptions = true)
final class VmWatchCommand implements Callable<Integer> {

    /** Between two attempts, also if the service refused for the moment. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Api api;

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(
            names = "--until",
            paramLabel = "STATE",
            defaultValue = "",
            description = "Ends when the VM is shown in that state, e.g. RUNNING or STOPPED.")
    String until = "";

    @Option(
            names = "--after",
            paramLabel = "EVENT",
            defaultValue = "",
            description = "Only what came after the event of this id, as -o json shows it.")
    String after = "";

    @Mixin
    Output output = new Output();

    private final LifeLines lines = new LifeLines();

    VmWatchCommand() {
        this(Services.vm());
    }

    VmWatchCommand(Api api) {
        this.api = api;
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean connected = false;
        while (true) {
            try (var events = connect()) {
                if (events == null) {
                    return ExitStatus.OK;
                }
                connected = true;
                if (follow(events)) {
                    return ExitStatus.OK;
                }
            } catch (IOException _) {
                // The connection broke: again.
            } catch (ApiException e) {
                // At first it is the answer. Later a service that restarts is not there for a while.
                if (!connected || e.exitStatus() != ExitStatus.UNREACHABLE) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    private @Nullable ServerSentEvents connect() throws InterruptedException {
        Map<String, String> headers = after.isEmpty() ? Map.of() : Map.of("Last-Event-ID", after);
        return api.stream("/v1/vms/" + Api.encoded(id) + "/events", headers)
                .map(ServerSentEvents::new)
                .orElse(null);
    }

    /** True: there is nothing more to wait for. */
    private boolean follow(ServerSentEvents events) throws IOException {
        for (var event = events.next(); event != null; event = events.next()) {
            var data = Api.MAPPER.readTree(event.data());
            show(event, data);
            after = Objects.requireNonNullElse(event.id(), after);
            if (event.event().equals("gone")
                    || (event.event().equals("state")
                            && data.path("state").asText().equals(until))) {
                return true;
            }
        }
        return false;
    }

    private void show(Event event, JsonNode data) throws JsonProcessingException {
        if (output.format == Output.Format.table) {
            System.out.println(lines.line(event.event(), data));
        } else {
            var json = Api.MAPPER.createObjectNode().put("id", event.id()).put("event", event.event());
            System.out.println(Api.MAPPER.writeValueAsString(json.set("data", data)));
        }
        System.out.flush();
    }
}
