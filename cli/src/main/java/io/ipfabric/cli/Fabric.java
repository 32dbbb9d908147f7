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
            ClusterCommand.class,
            ConfigCommand.class,
            EventsCommand.class,
            TopicsCommand.class,
            TokenCommand.class,
            KeysCommand.class,
            ApplyCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nEnds with:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed; the message says why",
            "2:the command line is wrong",
            "3:there is no such thing",
            "4:a service or the broker does not answer",
            "5:accepted, but the effect was not observed within --wait"
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
        return handled(new CommandLine(new Fabric()));
    }

    static CommandLine handled(CommandLine command) {
        return command.setExecutionExceptionHandler(Fabric::explain);
    }

    /** A person gets the reason, not the stack. */
    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
        System.err.println(
                command.getCommandSpec().qualifiedName() + ": " + Output.printable(String.valueOf(e.getMessage())));
        return ExitStatus.of(e);
    }
}
