package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.domain.KernelSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings under /proc/sys/net, for which netlink has no words. They are those of the calling thread's network namespace. */
final class Sysctls {

    private static final Path ROOT = Path.of("/proc/sys");

    /**
     * Without these no configuration of a single link helps: the kernel takes the larger of "all" and the link's for rp_filter,
     * and redirects if either says so.
     */
    private static final Map<String, String> REQUIRED = Map.of(
            "net.ipv4.ip_forward", "1",
            "net.ipv6.conf.all.forwarding", "1",
            "net.ipv4.conf.all.rp_filter", "0",
            "net.ipv4.conf.all.send_redirects", "0");

    private Sysctls() {}

    static List<KernelSetting> unsuitable() {
        return new TreeMap<>(REQUIRED)
                .entrySet().stream()
                        .map(entry -> new KernelSetting(
                                entry.getKey(),
                                entry.getValue(),
                                read(path(entry.getKey().replace('.', '/')))))
                        .filter(setting -> !setting.actual().equals(setting.required()))
                        .toList();
    }

    /**
     * Router advertisements are a guest's way to become the node's gateway. A router (forwarding 1) does not listen to them unless
     * accept_ra is 2, so nothing is written on a node whose /proc/sys is read-only and well set (containers).
     */
    static Acknowledgement refuseRouterAdvertisements(String link) {
        var directory = path("net/ipv6/conf").resolve(link);
        var accept = directory.resolve("accept_ra");
        try {
            boolean forwards = read(directory.resolve("forwarding")).equals("1");
            var accepts = read(accept);
            if (!accepts.equals("0") && !(accepts.equals("1") && forwards)) {
                Files.writeString(accept, "0");
            }
            return Acknowledgement.OK;
        } catch (IOException e) {
            return new Acknowledgement(Errno.EIO, "cannot write 0 to " + accept + ": " + e.getMessage());
        }
    }

    private static Path path(String name) {
        return ROOT.resolve(name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new KernelException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
