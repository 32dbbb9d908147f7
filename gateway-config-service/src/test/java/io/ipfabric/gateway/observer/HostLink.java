package io.ipfabric.gateway.observer;

/**
 * A cable between this machine and a namespace, so that an observer here and a reflector there reach each other. Numbered: several tests may run on a
 * machine, in one process or in many. It goes with the namespace.
 */
final class HostLink {

    /** Third octets that a lab does not use. */
    private static final int NUMBERS = 250;

    private HostLink() {}

    /** @param which of the tests of this process: they share a topology, in which no address may mean two reflectors */
    static int number(int which) {
        return 1 + (int) ((ProcessHandle.current().pid() * 3 + which) % NUMBERS);
    }

    /** This machine's address on it, of RFC 2544's network: nobody's real one. */
    static String observer(int number) {
        return "198.19." + number + ".1";
    }

    /**
     * @param number of the observer's end
     * @param address that the namespace has, and is called by
     */
    static void plug(NetworkNamespace namespace, int number, String address) {
        var link = "gob" + number;
        NetworkNamespace.run(
                "ip", "link", "add", link, "type", "veth", "peer", "name", "host", "netns", namespace.name());
        namespace.ip("link set host up");
        namespace.ip("route add " + observer(number) + "/32 dev host src " + address);
        NetworkNamespace.run("ip", "address", "add", observer(number) + "/32", "dev", link);
        NetworkNamespace.run("ip", "link", "set", link, "up");
        NetworkNamespace.run("ip", "route", "add", address + "/32", "dev", link, "src", observer(number));
    }
}
