package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.proof.TopicFromBeginning;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Brings the lab up before the first scenario, mends it before each, takes its VMs away after each, and it down after the last. */
final class LabExtension implements BeforeEachCallback, AfterEachCallback {

    private static final String LAB = "lab";

    /** Whether the lab is the tests' own: in somebody else's nothing is read or taken away. */
    private boolean isOwn;

    @Override
    public void beforeEach(ExtensionContext context) {
        var lab = context.getRoot()
                .getStore(Namespace.create(LabExtension.class))
                .computeIfAbsent(LAB, _ -> OwnLab.claim(), OwnLab.class);
        isOwn = true;
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
        if (!isOwn) {
            return;
        }
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
            if (!keepRecords(topic, kept.resolve(topic + ".records"))) {
                // A broker that does not answer is waited for once.
                return;
            }
        }
    }

    /**
     * A line for each record.
     *
     * @return false: not all could be read, which is not what failed; it is said in its place
     */
    private static boolean keepRecords(Topic topic, Path file) {
        boolean complete = true;
        var lines = new ArrayList<String>();
        try (var consumer = TopicFromBeginning.open(topic)) {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> lines.add(line(record)));
            }
        } catch (KafkaException | IllegalArgumentException e) {
            lines.add("the rest cannot be read: " + e);
            complete = false;
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return complete;
    }

    private static String line(ConsumerRecord<String, byte[]> record) {
        var headers = new StringBuilder();
        record.headers().forEach(header -> headers.append(' ')
                .append(header.key())
                .append('=')
                .append(new String(header.value(), StandardCharsets.UTF_8)));
        var value = record.value() == null ? "-" : new String(record.value(), StandardCharsets.UTF_8);
        return "%s %d %d %s%s %s"
                .formatted(
                        Instant.ofEpochMilli(record.timestamp()),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        headers,
                        value);
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
