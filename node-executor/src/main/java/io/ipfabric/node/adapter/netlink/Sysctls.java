package io.ipfabric.node.adapter.netlink;

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
                                actual(path(entry.getKey().replace('.', '/')))))
                        .filter(setting -> !setting.actual().equals(setting.required()))
                        .toList();
    }

    /**
     * Router advertisements are a guest's way to become the node's gateway. A router (forwarding 1) does not listen to them unless
     * accept_ra is 2, so nothing is written on a node whose /proc/sys is read-only and well set (containers).
     *
     * @return a refusal where it cannot be done, as for a link that has just gone: it is that link's trouble and no other's
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
            return new Acknowledgement(Errno.EIO, "cannot make " + accept + " 0: " + e.getMessage());
        }
    }

    private static Path path(String name) {
        return ROOT.resolve(name);
    }

    /** For people: a kernel without IPv6 has no such file. */
    private static String actual(Path file) {
        try {
            return read(file);
        } catch (IOException _) {
            return "unreadable";
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
