package io.ipfabric.node.adapter.netlink.rehearsal;

import io.ipfabric.node.adapter.frr.FrrRouter;
import io.ipfabric.node.adapter.kafka.RehearsedReports;
import io.ipfabric.node.application.FakeRouter;
import io.ipfabric.node.application.Rehearsal;
import io.ipfabric.node.application.Router;
import io.ipfabric.node.domain.RehearsalScript;
import io.ipfabric.node.domain.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A rehearsal in a process and, if it is started so, a network namespace of its own. */
public final class RehearsalRun {

    private RehearsalRun() {}

    /** @param arguments how many rounds; where FRR's vty sockets are, if anywhere */
    public static void main(String[] arguments) throws InterruptedException {
        Router router = arguments.length > 1 ? new FrrRouter(Path.of(arguments[1])) : new FakeRouter();
        try (router) {
            new Rehearsal(
                            () -> KernelStage.open(RehearsalScript.LINK),
                            router,
                            new RehearsedReports(Samples.NODE, Clock.systemUTC()),
                            () -> true)
                    .perform(Integer.parseInt(arguments[0]));
        }
    }

    /** @param inFront what runs it, as {@code ip netns exec …}; nothing: in the calling thread's network namespace */
    public static Process start(List<String> inFront, String... arguments) throws IOException {
        var command = new ArrayList<>(inFront);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RehearsalRun.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
