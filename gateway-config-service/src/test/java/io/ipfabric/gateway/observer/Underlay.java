package io.ipfabric.gateway.observer;

/** The network between a reflector and its clients: 10.255.n.0/24 and fd00:255::/64, a bridge in the reflector's namespace. */
record Underlay(NetworkNamespace reflector, int number) {

    static final int REFLECTOR = 1;

    /** @param observer the number of its end of the cable */
    static Underlay around(NetworkNamespace reflector, int number, int observer) {
        var underlay = new Underlay(reflector, number);
        reflector.ip("link add name fabric type bridge");
        underlay.address(reflector, "fabric", REFLECTOR);
        HostLink.plug(reflector, observer, underlay.address4(REFLECTOR));
        return underlay;
    }

    static String address4(int number, int host) {
        return "10.255." + number + "." + host;
    }

    String address4(int host) {
        return address4(number, host);
    }

    static String address6(int host) {
        return "fd00:255::" + host;
    }

    /** With an interface "guest", as if it had a VM. */
    void connect(NetworkNamespace node, int host) {
        var port = "port" + host;
        reflector.ip("link add name " + port + " type veth peer name under netns " + node.name());
        reflector.ip("link set " + port + " master fabric up");
        address(node, "under", host);
        node.ip("link add guest type veth peer name guest-peer");
        node.ip("link set guest up");
        node.ip("link set guest-peer up");
    }

    private void address(NetworkNamespace namespace, String device, int host) {
        namespace.ip("addr add " + address4(host) + "/24 dev " + device);
        namespace.ip("addr add " + address6(host) + "/64 dev " + device + " nodad");
        namespace.ip("link set " + device + " up");
    }
}
