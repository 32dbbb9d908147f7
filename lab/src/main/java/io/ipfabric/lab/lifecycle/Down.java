package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.backend.EmbeddedPostgres;
import io.ipfabric.lab.frr.FrrRemains;
import io.ipfabric.lab.network.LabNetwork;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.process.ProcessTable;
import java.time.Duration;

/** Takes everything away, whatever is there of it. Works without settings too: names and records say what is the lab's. */
public final class Down {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private Down() {}

    /**
     * In this order:
     *
     * <ol>
     *   <li>the processes: killed, because all that they could still write is removed;
     *   <li>PostgreSQL by its own shutdown, now that it has no clients: it alone has something in the kernel to give back;
     *   <li>the network, with what else runs in it;
     *   <li>the files, those of FRR by the process records, and the records last.
     * </ol>
     */
    public static void run(Progress progress) {
        var directory = LabDirectory.ofMachine();
        try (var _ = directory.lock()) {
            var processes = directory.processes();
            var settings = directory.settings();
            end(processes, new EmbeddedPostgres(directory.postgres(), 0), progress);
            LabNetwork.remove();
            progress.say("Removed the namespaces");
            Poll.until(LabPlan.HOST_INTERFACE + " to go", END_LIMIT, () -> !Command.run(
                            "ip", "link", "show", "dev", LabPlan.HOST_INTERFACE)
                    .succeeded());
            FrrRemains.removeAll(processes);
            if (settings.map(LabDirectory.Settings::madeNetnsMount).orElse(false)) {
                Namespaces.unmount();
            }
            directory.delete();
        }
        progress.say("The lab is gone");
    }

    private static void end(ProcessTable processes, EmbeddedPostgres postgres, Progress progress) {
        var others = processes.all().stream()
                .filter(record -> !record.name().equals(Services.POSTGRES))
                .toList();
        others.forEach(ProcessRecord::kill);
        others.forEach(Down::awaitEnd);
        progress.say("Ended " + others.size() + " processes");
        processes.find(Services.POSTGRES).ifPresent(server -> {
            server.terminate();
            try {
                awaitEnd(server);
            } catch (Poll.TimedOutException _) {
                server.kill();
                awaitEnd(server);
            }
        });
        awaitUnused(postgres);
        postgres.removeRemains();
        progress.say("Ended PostgreSQL");
    }

    /** The children of a killed server notice that it is gone, and end. */
    private static void awaitUnused(EmbeddedPostgres postgres) {
        Poll.until("PostgreSQL's children to end", END_LIMIT, () -> !postgres.isInUse());
    }

    private static void awaitEnd(ProcessRecord process) {
        Poll.until("the end of " + process.name() + " (" + process.pid() + ")", END_LIMIT, () -> !process.isAlive());
    }
}
