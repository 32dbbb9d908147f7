package io.ipfabric.lab.bird;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessSpec;
import io.ipfabric.lab.process.ProcessTable;
import io.ipfabric.lab.router.RoutingSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * BIRD of one reflector. All that it has is in a directory of the lab's: {@code bird.conf} is the rendered text, as it is; {@code lab.conf}, which
 * BIRD reads, is that text and a log that the lab can find; {@code bird.ctl} is the socket for birdc.
 *
 * @param directory this reflector's own
 */
public record BirdReflector(Router router, Path directory) implements RoutingSuite {

    private static final String DAEMON = "bird";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** A BIRD that hangs accepts connections and says nothing. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /** A line of {@code show protocols}: name, protocol, table, state, since, state of the session. */
    private static final Pattern SESSION = Pattern.compile("(\\S+)\\s+BGP\\s.*\\sEstablished\\s*");

    /** The rendered text's name for the session of the observer, which is no router. */
    private static final String OBSERVER = "observer";

    /** An attribute of {@code show route … all}: an IPv6 one may have a link-local address behind the global one. */
    private static final Pattern NEXT_HOP = Pattern.compile("\\s*BGP\\.next_hop: (\\S+).*");

    @Override
    public String name() {
        return "BIRD";
    }

    @Override
    public Optional<String> ensure(ProcessTable processes, String configuration) {
        boolean isChanged = write(configuration);
        var name = processName(DAEMON);
        if (processes.find(name).isPresent()) {
            // Also an equal one: whoever wrote it may have been killed before BIRD was told.
            configure(labConfiguration());
            return isChanged ? Optional.of("new configuration") : Optional.empty();
        }
        // In the foreground: the recorded pid is then BIRD's.
        processes.start(ProcessSpec.in(
                router.namespace(),
                name,
                List.of(DAEMON, "-f", "-c", labConfiguration().toString(), "-s", socket())));
        Poll.until(name + " (" + processes.log(name) + ")", START_LIMIT, () -> isAnswering(DAEMON));
        return Optional.of("started " + name);
    }

    /** @return whether the rendered text differs from what was there */
    private boolean write(String configuration) {
        var rendered = directory.resolve("bird.conf");
        try {
            if (Files.exists(rendered) && Files.readString(rendered).equals(configuration)) {
                return false;
            }
            Files.createDirectories(directory);
            Files.writeString(labConfiguration(), "log stderr all;\ninclude \"" + rendered + "\";\n");
            Files.writeString(rendered, configuration);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration of " + router.name(), e);
        }
    }

    /** Brings the running BIRD to what a file says: its sessions stay, as far as the text leaves them as they are. */
    public void configure(Path file) {
        Command.output("birdc", "-s", socket(), "configure", "\"" + file + "\"");
    }

    /** What BIRD reads when it starts. */
    public Path labConfiguration() {
        return directory.resolve("lab.conf");
    }

    @Override
    public List<String> daemons() {
        return List.of(DAEMON);
    }

    @Override
    public String bgpDaemon() {
        return DAEMON;
    }

    @Override
    public boolean isAnswering(String daemon) {
        return ask("show", "status").succeeded();
    }

    @Override
    public long establishedSessions() {
        return ask("show", "protocols")
                .output()
                .lines()
                .map(SESSION::matcher)
                .filter(line -> line.matches() && !line.group(1).equals(OBSERVER))
                .count();
    }

    /** The table is that of the rendered text. An address that it does not have is said by a failure. */
    @Override
    public List<String> nextHops(Address address) {
        var table = address.family() == AddressFamily.IPV4 ? "master4" : "master6";
        return ask("show", "route", "table", table, address.hostPrefix().toString(), "all")
                .output()
                .lines()
                .map(NEXT_HOP::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1))
                .toList();
    }

    private Command.Result ask(String... words) {
        var command = new ArrayList<>(List.of("birdc", "-s", socket()));
        command.addAll(List.of(words));
        return Command.run(command, "", ANSWER_LIMIT);
    }

    private String socket() {
        return directory.resolve("bird.ctl").toString();
    }
}
