package io.ipfabric.lab.frr;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.plan.Router.Role;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
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
import java.util.Map;
import java.util.Optional;

/**
 * FRR of one router, in a path space named as the router's namespace. Its whole configuration is {@code frr.conf}; the lab takes the
 * place of watchfrr: it starts what is missing and then loads the configuration anew.
 */
public record FrrRouter(Router router) implements RoutingSuite {

    private static final Path PROGRAMS = Path.of("/usr/lib/frr");

    private static final String BGPD = "bgpd";

    /** In the order of their start. Releases from 9 on have mgmtd, and their other daemons need it. */
    public static final List<String> DAEMONS = List.of("mgmtd", "zebra", "staticd", "bfdd", BGPD);

    private static final String USER = "frr:frr";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** Netlink receive buffer, bytes: with the default zebra loses kernel routes in a burst, and never notices. */
    private static final String NETLINK_BUFFER = "90000000";

    @Override
    public String name() {
        return "FRR";
    }

    @Override
    public Optional<String> ensure(ProcessTable processes, String configuration) {
        ensurePathSpace();
        return ensure(processes, writeConfiguration(configuration));
    }

    /** As {@link #ensure(ProcessTable, String)}, with the configuration that it has: its agent's, or none. */
    public Optional<String> ensure(ProcessTable processes) {
        ensurePathSpace();
        return ensure(processes, false);
    }

    private Optional<String> ensure(ProcessTable processes, boolean isChanged) {
        var started = startMissing(processes);
        if (!started.isEmpty()) {
            loadConfiguration();
            return Optional.of("started " + String.join(" ", started));
        }
        if (isChanged) {
            reloadConfiguration();
            return Optional.of("new configuration");
        }
        return Optional.empty();
    }

    /** Makes the path space, with an empty configuration if there is none. */
    private void ensurePathSpace() {
        try {
            Files.createDirectories(configuration());
            Files.createDirectories(sockets());
            Files.writeString(configuration().resolve("vtysh.conf"), "service integrated-vtysh-config\n");
            if (!Files.exists(configurationFile())) {
                Files.writeString(configurationFile(), "");
            }
            Command.output(
                    "chown", "-R", USER, configuration().toString(), sockets().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the path space of " + router.name(), e);
        }
    }

    /** Writes the whole configuration. @return whether it differs from what was there */
    private boolean writeConfiguration(String text) {
        try {
            if (Files.readString(configurationFile()).equals(text)) {
                return false;
            }
            Files.writeString(configurationFile(), text);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configurationFile(), e);
        }
    }

    /**
     * Starts the daemons that do not run.
     *
     * @return those that were started: they know nothing yet, see {@link #loadConfiguration}
     */
    private List<String> startMissing(ProcessTable processes) {
        if (processes.find(processName("zebra")).isEmpty()) {
            endAll(processes);
        }
        var started = new ArrayList<String>();
        for (var daemon : daemons()) {
            var name = processName(daemon);
            if (processes.find(name).isPresent()) {
                continue;
            }
            FrrRemains.removeScratch(processes, name, daemon);
            processes.start(ProcessSpec.in(router.namespace(), name, command(daemon)));
            // zebra's socket has to be there before the others look for it.
            Poll.until(name + " (" + processes.log(name) + ")", START_LIMIT, () -> isAnswering(daemon));
            started.add(name);
        }
        return started;
    }

    /**
     * What watchfrr does too when zebra is gone: the others are started after it anew. bgpd does not ask a new zebra for the kernel's
     * routes again, and would announce none of them.
     */
    private void endAll(ProcessTable processes) {
        for (var daemon : DAEMONS) {
            processes.find(processName(daemon)).ifPresent(process -> {
                process.kill();
                Poll.until("the end of " + process.name(), START_LIMIT, () -> !process.isAlive());
            });
        }
    }

    /** Reads {@code frr.conf} into daemons that know nothing yet. */
    private void loadConfiguration() {
        Command.output("vtysh", "-N", router.namespace(), "-b");
    }

    /** Brings running daemons from whatever they know to {@code frr.conf}. */
    private void reloadConfiguration() {
        Command.output(
                PROGRAMS.resolve("frr-reload.py").toString(),
                "--reload",
                "--pathspace",
                router.namespace(),
                "--confdir",
                configuration().toString(),
                "--rundir",
                sockets().toString(),
                configurationFile().toString());
    }

    @Override
    public long establishedSessions() {
        var shown = Command.run("vtysh", "-N", router.namespace(), "-c", "show bgp ipv4 unicast summary json");
        if (!shown.succeeded()) {
            return 0;
        }
        return Json.read(shown.output())
                .path("peers")
                .propertyStream()
                .filter(peer -> !peer.getKey().equals(LabPlan.HOST_MANAGEMENT))
                .map(Map.Entry::getValue)
                .filter(peer -> peer.path("state").asText().equals("Established"))
                .count();
    }

    /** Those that this machine's FRR has. */
    @Override
    public List<String> daemons() {
        return DAEMONS.stream()
                .filter(daemon -> Files.isExecutable(PROGRAMS.resolve(daemon)))
                .toList();
    }

    @Override
    public String bgpDaemon() {
        return BGPD;
    }

    @Override
    public boolean isAnswering(String daemon) {
        return FrrSocket.isAnswering(sockets().resolve(daemon + ".vty"));
    }

    @Override
    public List<String> nextHops(Address address) {
        return show(address)
                .path("paths")
                .valueStream()
                .flatMap(path -> path.path("nexthops").valueStream())
                .map(nextHop -> nextHop.path("ip").asText())
                .toList();
    }

    /** What bgpd says of the host route of an address. */
    public JsonNode show(Address address) {
        var family = address.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6";
        var command = "show bgp " + family + " unicast " + address.hostPrefix() + " json";
        return askBgpd(command);
    }

    private JsonNode askBgpd(String command) {
        return Json.read(FrrSocket.ask(sockets().resolve(BGPD + ".vty"), command));
    }

    /** Whether the BFD session with another router is up: from then on it tells bgpd of that router's loss. */
    public boolean watchesByBfd(Router neighbor) {
        var address = neighbor.underlay4();
        return askBgpd("show bgp neighbors " + address + " json")
                .path(address)
                .path("peerBfdInfo")
                .path("status")
                .asText()
                .equals("Up");
    }

    /** Whether bgpd ended the session with another router because BFD lost it (RFC 9384). Its log knows: bgpd itself forgets a dynamic neighbor with its session. */
    public boolean hasLostByBfd(Router neighbor, ProcessTable processes) {
        return processes
                .logTail(processName(BGPD))
                .lines()
                .anyMatch(line -> line.contains("sent to neighbor " + neighbor.underlay4() + " 6/10 (Cease/BFD Down)"));
    }

    /** Daemons stay in the foreground: the recorded pid is then theirs. */
    private List<String> command(String daemon) {
        var program = PROGRAMS.resolve(daemon).toString();
        var command = new ArrayList<>(List.of(program, "-N", router.namespace(), "--log", "stdout"));
        if (daemon.equals("zebra")) {
            // Without the replace semantics each change of an IPv6 route deletes it first: a hole in the core's table.
            command.addAll(List.of("--v6-rr-semantics", "-s", NETLINK_BUFFER));
        } else if (daemon.equals(BGPD) && router.role() == Role.REFLECTOR) {
            command.addAll(List.of("-M", "bmp"));
        }
        return command;
    }

    private Path configuration() {
        return FrrRemains.CONFIGURATIONS.resolve(router.namespace());
    }

    private Path configurationFile() {
        return configuration().resolve("frr.conf");
    }

    private Path sockets() {
        return FrrRemains.SOCKETS.resolve(router.namespace());
    }
}
