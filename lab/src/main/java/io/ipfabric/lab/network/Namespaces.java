package io.ipfabric.lab.network;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Named network namespaces. Everything is done over and over without harm: an interrupted command leaves halves. */
public final class Namespaces {

    private static final Path NAMES = Path.of("/run/netns");

    /**
     * Set in every namespace, and nowhere else. Loose and strict reverse path filters would drop the redirect of a migration, ICMP
     * redirects would override routes, and duplicate address detection would hold every address back for a second.
     */
    private static final String SYSCTLS = """
            cd /proc/sys/net
            echo 1 > ipv4/ip_forward
            echo 1 > ipv6/conf/all/forwarding
            for scope in all default; do
                echo 0 > ipv4/conf/$scope/rp_filter
                echo 0 > ipv4/conf/$scope/send_redirects
                echo 0 > ipv4/conf/$scope/accept_redirects
                echo 0 > ipv6/conf/$scope/accept_redirects
                echo 0 > ipv6/conf/$scope/accept_ra
                echo 0 > ipv6/conf/$scope/accept_dad
            done
            """;

    private Namespaces() {}

    /** The lab's namespaces, guests included. */
    public static List<String> ofLab() {
        return named(LabPlan::isOurs);
    }

    public static List<String> ofGuests() {
        return named(name -> name.startsWith(LabPlan.GUEST_PREFIX));
    }

    private static List<String> named(Predicate<String> isWanted) {
        if (!Files.isDirectory(NAMES)) {
            return List.of();
        }
        try (var names = Files.list(NAMES)) {
            return names.map(name -> name.getFileName().toString())
                    .filter(isWanted)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + NAMES, e);
        }
    }

    /** A router's namespace. @return false if it was there */
    public static boolean ensure(String namespace) {
        boolean isNew = !isUsable(namespace);
        if (isNew) {
            // A name without a namespace behind it is what an interrupted `ip netns add` leaves.
            Command.run("ip", "netns", "delete", namespace);
            Command.output("ip", "netns", "add", namespace);
        }
        Command.output(List.of("ip", "netns", "exec", namespace, "sh", "-e"), SYSCTLS);
        Command.output("ip", "-n", namespace, "link", "set", "lo", "up");
        return isNew;
    }

    /** Whether the name is taken; costs no call of a program. */
    public static boolean exists(String namespace) {
        return Files.exists(NAMES.resolve(namespace));
    }

    public static boolean isUsable(String namespace) {
        return Command.run("ip", "-n", namespace, "link", "show", "dev", "lo").succeeded();
    }

    public static boolean hasLink(String namespace, String link) {
        return Command.run("ip", "-n", namespace, "link", "show", "dev", link).succeeded();
    }

    /** Commands of ip-batch(8) in a namespace; stops at the first that fails. */
    public static void batch(String namespace, List<String> lines) {
        Command.output(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** Whether {@code /run/netns} is a mount of its own, which the first `ip netns add` of a machine makes it. */
    public static boolean isMounted() {
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return mounts.anyMatch(mount -> mount.contains(" " + NAMES + " "));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the mounts", e);
        }
    }

    /** Undoes what the first `ip netns add` did, unless there are others' namespaces by now. */
    public static void unmount() {
        if (named(_ -> true).isEmpty()) {
            Command.run("umount", NAMES.toString());
            Command.run("rmdir", NAMES.toString());
        }
    }

    /** Removes the namespaces; what still runs in them is killed first, or they would live on without a name. */
    public static void delete(Collection<String> namespaces) {
        for (var namespace : namespaces) {
            var pids = Command.run("ip", "netns", "pids", namespace);
            if (pids.succeeded()) {
                pids.output().lines().map(Long::parseLong).forEach(pid -> ProcessHandle.of(pid)
                        .ifPresent(ProcessHandle::destroyForcibly));
            }
            Command.run("ip", "netns", "delete", namespace);
        }
    }
}
