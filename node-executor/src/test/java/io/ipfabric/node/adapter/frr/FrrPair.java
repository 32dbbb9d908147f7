package io.ipfabric.node.adapter.frr;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node and a reflector, each zebra and bgpd in a network namespace of its own, with a veth pair between them and a guest link
 * on the node. The real FRR: it needs root, FRR in {@code /usr/lib/frr} and iproute2, and says so if it cannot have them.
 */
final class FrrPair implements AutoCloseable {

    static final String REFLECTOR = "198.51.100.1";
    private static final Path DAEMONS = Path.of("/usr/lib/frr");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String node;
    private final String reflector;
    private final Path directory;
    private final List<Path> pidFiles = new ArrayList<>();

    private FrrPair(Path directory) {
        this.directory = directory;
        var unique = Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() & 0xfff, 36);
        node = "fn-" + unique;
        reflector = "fr-" + unique;
    }

    static FrrPair start(Path directory) throws IOException {
        if (!Files.isExecutable(DAEMONS.resolve("bgpd"))) {
            throw new IllegalStateException("this test needs FRR 8.4 or newer: install the package frr");
        }
        var pair = new FrrPair(directory);
        try {
            pair.network();
            pair.daemons(pair.node, pair.nodeDirectory(), nodeConfiguration());
            pair.daemons(pair.reflector, directory.resolve("reflector"), reflectorConfiguration());
            return pair;
        } catch (IOException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** Where the node's vty sockets are. */
    Path nodeDirectory() {
        return directory.resolve("node");
    }

    private void network() throws IOException {
        run("ip", "netns", "add", node);
        run("ip", "netns", "add", reflector);
        run("ip", "-n", node, "link", "add", "under", "type", "veth", "peer", "name", "under", "netns", reflector);
        for (var end :
                Map.of(node, "198.51.100.11/24", reflector, REFLECTOR + "/24").entrySet()) {
            run("ip", "-n", end.getKey(), "link", "set", "lo", "up");
            run("ip", "-n", end.getKey(), "addr", "add", end.getValue(), "dev", "under");
            run("ip", "-n", end.getKey(), "link", "set", "under", "up");
        }
        run("ip", "-n", node, "link", "add", "guest", "type", "veth", "peer", "name", "guest-peer");
        run("ip", "-n", node, "link", "set", "guest", "up");
        run("ip", "-n", node, "link", "set", "guest-peer", "up");
    }

    private void daemons(String namespace, Path home, String bgp) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("zebra.conf"), "frr defaults datacenter\nzebra work-queue 0\n");
        Files.writeString(home.resolve("bgpd.conf"), bgp);
        // The daemons give up root: their sockets and files are in a directory that their own user can reach and write.
        run("chmod", "755", directory.toString());
        run("chown", "-R", "frr:frr", home.toString());
        startDaemon(namespace, home, "zebra");
        startDaemon(namespace, home, "bgpd");
    }

    private void startDaemon(String namespace, Path home, String daemon) throws IOException {
        var pidFile = home.resolve(daemon + ".pid");
        pidFiles.add(pidFile);
        run(
                "ip",
                "netns",
                "exec",
                namespace,
                DAEMONS.resolve(daemon).toString(),
                "-d",
                "-P",
                "0",
                "--vty_socket",
                home.toString(),
                "-z",
                home.resolve("zserv.api").toString(),
                "-f",
                home.resolve(daemon + ".conf").toString(),
                "-i",
                pidFile.toString());
    }

    void stopBgpd() throws IOException {
        stop(nodeDirectory().resolve("bgpd.pid"));
    }

    void startBgpd() throws IOException {
        startDaemon(node, nodeDirectory(), "bgpd");
    }

    /** @param arguments of {@code ip} in the node's namespace */
    void onNode(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip", "-n", node));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** @param arguments of {@code ip} in the node's namespace */
    String onNodeAsked(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip", "-n", node));
        command.addAll(List.of(arguments));
        return Command.run(command).output();
    }

    /** What runs a command in the node's namespace. */
    List<String> onNodeRun() {
        return List.of("ip", "netns", "exec", node);
    }

    private static void run(String... command) throws IOException {
        try {
            var done = Command.run(List.of(command));
            if (!done.isSuccess()) {
                throw new IllegalStateException(
                        "this test needs root, iproute2 and FRR; " + String.join(" ", command) + ": " + done.output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void stop(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
        process.ifPresent(ProcessHandle::destroy);
        await().atMost(PATIENCE)
                .until(() -> process.filter(ProcessHandle::isAlive).isEmpty());
    }

    @Override
    public void close() throws IOException {
        for (var pidFile : pidFiles.reversed()) {
            stop(pidFile);
        }
        run("ip", "netns", "del", node);
        run("ip", "netns", "del", reflector);
    }

    private static String nodeConfiguration() {
        return """
                frr defaults datacenter
                route-map CLASS permit 50
                 match metric 5
                 set metric 0
                router bgp 65000
                 bgp router-id 198.51.100.11
                 no bgp default ipv4-unicast
                 timers bgp 1 3
                 neighbor %1$s remote-as 65000
                 neighbor %1$s timers connect 1
                 neighbor %1$s advertisement-interval 0
                 address-family ipv4 unicast
                  neighbor %1$s activate
                  neighbor %1$s next-hop-self
                  redistribute kernel route-map CLASS
                 exit-address-family
                 address-family ipv6 unicast
                  neighbor %1$s activate
                  neighbor %1$s next-hop-self
                  redistribute kernel route-map CLASS
                 exit-address-family
                """.formatted(REFLECTOR);
    }

    private static String reflectorConfiguration() {
        return """
                frr defaults datacenter
                router bgp 65000
                 bgp router-id 198.51.100.1
                 no bgp default ipv4-unicast
                 neighbor CL peer-group
                 neighbor CL remote-as 65000
                 neighbor CL passive
                 bgp listen range 198.51.100.0/24 peer-group CL
                 address-family ipv4 unicast
                  neighbor CL activate
                 exit-address-family
                 address-family ipv6 unicast
                  neighbor CL activate
                 exit-address-family
                """;
    }
}
