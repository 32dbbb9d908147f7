package io.ipfabric.lab.plan;

import io.ipfabric.lab.plan.Router.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Everything that the lab's names and addresses follow from. Part of the public contract: tests and operators rely on the names. */
public record LabPlan(int nodes) {

    /** Every namespace, FRR path space and host interface of the lab starts with it. */
    public static final String PREFIX = "fabric-";

    private static final Pattern OURS = Pattern.compile(PREFIX + "(core|sw|rr[12]|node[0-9]+|vm-.+)");

    /** The bridges of underlay and management network live here, so that the host needs one interface only. */
    public static final String SWITCH = PREFIX + "sw";

    /** The one interface that the lab adds to the host. */
    public static final String HOST_INTERFACE = PREFIX + "mgmt";

    public static final String GUEST_PREFIX = PREFIX + "vm-";

    /** RFC 2544's network: nobody's real address. */
    public static final String MANAGEMENT_NETWORK = "198.18.0.";

    public static final String HOST_MANAGEMENT = MANAGEMENT_NETWORK + "1";

    public static final String CLUSTER = "lab";
    public static final long ASN = 65000;
    public static final String GATEWAY4 = "10.0.0.1";
    public static final String GATEWAY6 = "fe80::1";

    public static final String KAFKA = "127.0.0.1:9092";
    public static final int KAFKA_CONTROLLER_PORT = 9093;
    /** A second port, because Kafka wants one for each listener. */
    public static final int KAFKA_MANAGEMENT_PORT = 9094;

    public static final String KAFKA_FOR_AGENTS = HOST_MANAGEMENT + ":" + KAFKA_MANAGEMENT_PORT;
    public static final int AGENT_PORT = 8083;

    /** Not 9090, where a host may have its own. */
    public static final int PROMETHEUS_PORT = 9095;

    public static final String PROMETHEUS = "127.0.0.1:" + PROMETHEUS_PORT;

    public static final int NODES_DEFAULT = 3;

    /** What the addresses below leave room for; memory ends sooner. */
    public static final int NODES_MAX = 64;

    public static final List<Service> SERVICES = List.of(
            new Service("ipam-service", 8081, "ipam"),
            new Service("vm-service", 8080, "vm"),
            new Service("routing-service", 8082, "routing"),
            new Service("gateway-config-service", 8084, "gateway"));

    public static final List<Pool> POOLS =
            List.of(new Pool("public-v4", "198.51.100.0/24"), new Pool("public-v6", "2001:db8:100::/64"));

    public LabPlan {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new IllegalArgumentException("the lab has 1 to " + NODES_MAX + " nodes, not " + nodes);
        }
    }

    /** @param database its own, of the same PostgreSQL */
    public record Service(String module, int port, String database) {

        public String url() {
            return "http://127.0.0.1:" + port;
        }
    }

    public record Pool(String name, String prefix) {}

    /** Whether a namespace or path space is the lab's: an operator may have others that begin alike. */
    public static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }

    public static Service service(String module) {
        return SERVICES.stream()
                .filter(service -> service.module().equals(module))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + module));
    }

    public static Router core() {
        return new Router("core", Role.CORE, 3, 4);
    }

    public static List<Router> reflectors() {
        return List.of(new Router("rr1", Role.REFLECTOR, 1, 2), new Router("rr2", Role.REFLECTOR, 2, 3));
    }

    /** @param number from 1 */
    public static Router node(int number) {
        return new Router("node" + number, Role.NODE, 10 + number, 10 + number);
    }

    public List<Router> nodeRouters() {
        var routers = new ArrayList<Router>();
        for (int number = 1; number <= nodes; number++) {
            routers.add(node(number));
        }
        return routers;
    }

    /** Reflectors first: the others call them. */
    public List<Router> routers() {
        var routers = new ArrayList<>(reflectors());
        routers.add(core());
        routers.addAll(nodeRouters());
        return routers;
    }
}
