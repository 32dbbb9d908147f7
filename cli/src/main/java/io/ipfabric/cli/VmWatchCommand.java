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

    /** The state of a VM that can only be deleted. */
    private static final String REFUSED = "REFUSED";

    private final Api api;

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(
            names = "--until",
            paramLabel = "STATE",
            defaultValue = "",
            description =
                    "Ends when the VM is shown in that state, e.g. RUNNING or STOPPED; with 1 if it is refused, with 3 if it is gone before.")
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
                    return ended();
                }
                connected = true;
                var status = follow(events);
                if (status != null) {
                    return status;
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

    /** What to end with; null: the stream ended, and the life goes on. */
    private @Nullable Integer follow(ServerSentEvents events) throws IOException {
        for (var event = events.next(); event != null; event = events.next()) {
            var data = Api.MAPPER.readTree(event.data());
            show(event, data);
            after = Objects.requireNonNullElse(event.id(), after);
            if (event.event().equals("gone")) {
                return ended();
            }
            if (event.event().equals("state") && isLast(data)) {
                return ExitStatus.OK;
            }
        }
        return null;
    }

    /** @throws ApiException if the VM's life ended without the state that was waited for */
    private int ended() {
        if (!until.isEmpty()) {
            throw new ApiException(ExitStatus.NOT_FOUND, id + " is gone, and was not shown " + until);
        }
        return ExitStatus.OK;
    }

    /** @throws ApiException if the VM will never be in the state that was waited for, as it was refused */
    private boolean isLast(JsonNode data) {
        var state = data.path("state").asText();
        if (state.equals(until)) {
            return true;
        }
        if (!until.isEmpty() && state.equals(REFUSED)) {
            throw new ApiException(
                    ExitStatus.REFUSED,
                    id + " was refused: " + data.path("problem").path("detail").asText("no reason is known"));
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
