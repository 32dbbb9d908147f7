package io.ipfabric.lab;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.lab.backend.EmbeddedKafka;
import io.ipfabric.lab.backend.KafkaSecrets;
import io.ipfabric.lab.hypervisor.Hypervisor;
import io.ipfabric.lab.hypervisor.MoveLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The processes of a lab that are the lab's own programs: commands that nobody types. */
final class OwnPrograms {

    /** picocli sets what is required before a command runs. */
    private static final Path UNSET = Path.of("");

    private OwnPrograms() {}

    @Command(name = "kafka", hidden = true)
    static final class KafkaCommand implements Callable<Integer> {

        @Parameters(index = "0")
        Path directory = UNSET;

        @Parameters(index = "1", arity = "0..1")
        @Nullable
        Path secrets;

        @Override
        public Integer call() throws Exception {
            EmbeddedKafka.run(directory, secrets == null ? null : new KafkaSecrets(secrets));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "hypervisor", hidden = true)
    static final class HypervisorCommand implements Callable<Integer> {

        @Parameters(index = "0")
        String bootstrapServers = "";

        @Parameters(index = "1")
        Path ready = UNSET;

        @Parameters(index = "2")
        Path moves = UNSET;

        @Override
        public Integer call() throws IOException {
            var access = BrokerAccess.of(name -> name.equals(BrokerAccess.BOOTSTRAP_SERVERS)
                    ? Optional.of(bootstrapServers)
                    : Optional.ofNullable(System.getenv(BrokerAccess.variable(name))));
            Hypervisor.run(access, ready, new MoveLog(moves));
            return CommandLine.ExitCode.OK;
        }
    }
}
