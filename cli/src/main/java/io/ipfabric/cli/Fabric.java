package io.ipfabric.cli;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry of the command line; the launcher passes its arguments through. */
@Command(
        name = "fabric",
        description = "Speaks with the services of a fabric.",
        mixinStandardHelpOptions = true,
        subcommands = {
            VmCommand.class,
            PoolCommand.class,
            RouteCommand.class,
            NodeCommand.class,
            ConfigCommand.class,
            TopicsCommand.class,
            TokenCommand.class,
            KeysCommand.class,
            ApplyCommand.class
        })
public final class Fabric {

    /** Held, because the log manager forgets a level with the logger that nobody holds. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    private static @Nullable Path tokenFile;

    private Fabric() {}

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "With the token to use. Default: FABRIC_TOKEN, FABRIC_TOKEN_FILE, or a new one by the lab's key.")
    void tokenFile(@Nullable Path file) {
        tokenFile = file;
    }

    /** For this run of the program, which has one command. */
    static BearerToken token() {
        return new BearerToken(tokenFile, System.getenv());
    }

    public static void main(String[] arguments) {
        // A Kafka client logs what the command says itself, and more.
        ROOT_LOGGER.setLevel(Level.SEVERE);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Fabric()).setExecutionExceptionHandler(Fabric::explain);
    }

    /** A person gets the reason, not the stack. */
    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
        System.err.println("fabric " + command.getCommandName() + ": " + e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
