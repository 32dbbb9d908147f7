package io.ipfabric.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
            TopicsCommand.class
        })
public final class Fabric {

    /** Held, because the log manager forgets a level with the logger that nobody holds. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    private Fabric() {}

    public static void main(String[] arguments) {
        // A Kafka client logs what the command says itself, and more.
        ROOT_LOGGER.setLevel(Level.SEVERE);
        System.exit(new CommandLine(new Fabric())
                .setExecutionExceptionHandler(Fabric::explain)
                .execute(arguments));
    }

    /** A person gets the reason, not the stack. */
    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
        System.err.println("fabric " + command.getCommandName() + ": " + e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
