package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Brings the lab up before the first scenario, mends it before each, takes its VMs away after each, and it down after the last. */
final class LabExtension implements BeforeEachCallback, AfterEachCallback {

    private static final String LAB = "lab";

    /** Arguments: topic, directory. A line for each record: time in milliseconds, partition, offset, key, headers, value. */
    private static final String RECORDS =
            "exec kcat -b " + LabPlan.KAFKA + " -C -e -q -t \"$1\" -f '%T %p %o %k %h %s\\n' > \"$2/$1.records\" 2>&1";

    @Override
    public void beforeEach(ExtensionContext context) {
        var lab = context.getRoot()
                .getStore(Namespace.create(LabExtension.class))
                .computeIfAbsent(LAB, _ -> OwnLab.claim(), OwnLab.class);
        if (wantsLab(context)) {
            lab.up(List.of(inLab(context).with()));
        }
    }

    private static boolean wantsLab(ExtensionContext context) {
        return inLab(context).up();
    }

    private static InLab inLab(ExtensionContext context) {
        return context.getRequiredTestClass().getAnnotation(InLab.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            keepLogs(context.getRequiredTestMethod().getName());
        }
        if (wantsLab(context) && LabDirectory.ofMachine().settings().isPresent()) {
            var vms = new Vms();
            vms.all().stream().map(VmView::id).forEach(id -> {
                vms.delete(id);
                vms.awaitGone(id);
            });
        }
    }

    /** `down` deletes the logs and the topics; what a failure needs stays with the build. */
    private static void keepLogs(String test) {
        var kept = Path.of(System.getProperty("basedir", "."), "target", "lab-logs", test);
        Command.run("mkdir", "-p", kept.toString());
        Command.run("cp", "-r", LabDirectory.ofMachine().path().resolve("logs").toString(), kept.toString());
        for (var topic : Topic.values()) {
            Command.run("sh", "-c", RECORDS, "sh", topic.toString(), kept.toString());
        }
    }

    /** A lab that the tests made: never a developer's. */
    private static final class OwnLab implements AutoCloseable {

        /** Those that it came up with last. */
        private List<String> options = List.of();

        static OwnLab claim() {
            if (LabDirectory.ofMachine().settings().isPresent()) {
                throw new IllegalStateException("a lab is up already, maybe in use: ./fabric down first");
            }
            return new OwnLab();
        }

        void up(List<String> wanted) {
            if (!wanted.equals(options)) {
                LabCommand.succeed("down");
                options = wanted;
            }
            var arguments = new ArrayList<>(List.of("up"));
            arguments.addAll(wanted);
            LabCommand.succeed(arguments.toArray(String[]::new));
        }

        @Override
        public void close() {
            LabCommand.succeed("down");
        }
    }
}
