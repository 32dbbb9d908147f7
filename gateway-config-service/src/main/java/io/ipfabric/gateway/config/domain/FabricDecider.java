package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.gateway.config.domain.Decision.Changed;
import io.ipfabric.gateway.config.domain.Decision.Refused;
import io.ipfabric.gateway.config.domain.Decision.Unchanged;
import io.ipfabric.gateway.config.domain.FabricRequest.AddCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.AddDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.DropPool;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.SetPool;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request does to the fabric. Asked for what is so already, it answers {@link Unchanged}; what other services say is never
 * refused.
 *
 * <pre>
 *               | absent            | the same            | different                  | has members
 * add cluster   | added             | unchanged           | already-exists             |
 * add device    | added             | unchanged           | already-exists, name-taken |
 * remove cluster| not-found         | removed             |                            | in-use
 * remove device | not-found         | removed             | not-found (other role)     | in-use (last way in for others)
 * set pool      | set               | unchanged           | replaced                   |
 * drop pool     | unchanged         | dropped             |                            |
 * </pre>
 */
public final class FabricDecider {

    /** As many as a topology record lists. */
    static final int REFLECTORS_MAX = 64;

    private final int intentPartitions;

    /** @param intentPartitions how many partitions {@code route-intents} has */
    public FabricDecider(int intentPartitions) {
        this.intentPartitions = intentPartitions;
    }

    public Decision decide(Fabric fabric, FabricRequest request) {
        return switch (request) {
            case AddCluster add -> addCluster(fabric, add.specification());
            case RemoveCluster remove -> removeCluster(fabric, remove);
            case AddDevice add -> addDevice(fabric, add);
            case RemoveDevice remove -> removeDevice(fabric, remove);
            case SetPool(var pool) ->
                pool.equals(fabric.pools().get(pool.name())) ? new Unchanged() : new Changed(fabric.with(pool));
            case DropPool(var pool) ->
                fabric.pools().containsKey(pool) ? new Changed(fabric.without(pool)) : new Unchanged();
        };
    }

    private Decision addCluster(Fabric fabric, ClusterSpecification specification) {
        if (specification.protocol() != Protocol.BGP) {
            return refused(
                    ProblemType.NOT_SUPPORTED, "protocol", specification.protocol() + " is not built yet, only BGP");
        }
        var known = fabric.cluster(specification.name()).map(Cluster::specification);
        if (known.isEmpty()) {
            return new Changed(fabric.with(Cluster.of(specification, List.of())));
        }
        return known.get().equals(specification)
                ? new Unchanged()
                : refused(
                        ProblemType.ALREADY_EXISTS, "name", "cluster " + specification.name() + " exists and differs");
    }

    private Decision removeCluster(Fabric fabric, RemoveCluster request) {
        var cluster = fabric.cluster(request.cluster());
        if (cluster.isEmpty()) {
            return notFound("cluster", request.cluster());
        }
        int devices = cluster.get().devices().size();
        int pools = fabric.poolsOf(request.cluster()).size();
        if (devices > 0 || pools > 0) {
            var detail = "cluster " + request.cluster() + " still has " + devices + " devices and " + pools + " pools";
            return new Refused(Problem.of(ProblemType.IN_USE, detail));
        }
        return new Changed(fabric.without(request.cluster()));
    }

    private Decision addDevice(Fabric fabric, AddDevice request) {
        var device = request.device();
        var cluster = fabric.cluster(request.cluster());
        if (cluster.isEmpty()) {
            return notFound("cluster", request.cluster());
        }
        var known = fabric.device(device.name());
        if (known.isPresent()) {
            boolean same = known.get().equals(device) && cluster.get().devices().containsKey(device.name());
            return same ? new Unchanged() : nameTaken(cluster.get(), known.get(), device);
        }
        var problem = unsupported(cluster.get(), device)
                .or(() -> addressTaken(cluster.get(), device))
                .or(() -> unreachable(cluster.get(), device));
        if (problem.isPresent()) {
            return new Refused(problem.get());
        }
        var changed = fabric.with(cluster.get().with(device));
        return new Changed(
                device instanceof Device.Node ? changed.withPartition(device.name(), intentPartitions) : changed);
    }

    private Decision removeDevice(Fabric fabric, RemoveDevice request) {
        var cluster = fabric.cluster(request.cluster());
        var device = cluster.map(found -> found.devices().get(request.device()))
                .filter(found -> found.role() == request.role());
        if (device.isEmpty()) {
            return notFound(named(request.role()), request.device());
        }
        var remaining = cluster.orElseThrow().without(request.device());
        var stranded = remaining.outsideListenRanges();
        if (!stranded.isEmpty()) {
            var detail = stranded.getFirst().name() + " could open no session any more: no range of the remaining"
                    + " reflectors holds its address, and the cluster names no underlay";
            return new Refused(Problem.of(ProblemType.IN_USE, detail));
        }
        return new Changed(fabric.with(remaining).withoutPartition(request.device()));
    }

    private static Refused nameTaken(Cluster cluster, Device known, Device device) {
        boolean differs = known.role() == device.role() && cluster.devices().containsKey(known.name());
        return differs
                ? refused(
                        ProblemType.ALREADY_EXISTS,
                        "name",
                        named(known.role()) + " " + known.name() + " exists and differs")
                : refused(
                        ProblemType.NAME_TAKEN, "name", known.name() + " is the name of another router of the fabric");
    }

    private static Optional<Problem> unsupported(Cluster cluster, Device device) {
        boolean isReflector = device instanceof Device.Reflector;
        if (device.flavor() != Flavor.FRR && !(isReflector && device.flavor() == Flavor.BIRD)) {
            var field = device instanceof Device.CoreGateway ? "flavor" : "daemon";
            var built = isReflector ? "only FRR and BIRD" : "only FRR";
            return problem(ProblemType.NOT_SUPPORTED, field, device.flavor() + " is not built yet, " + built);
        }
        if (device instanceof Device.CoreGateway gateway
                && !gateway.asn().equals(cluster.specification().asn())) {
            var detail =
                    "an ASN other than the cluster's " + cluster.specification().asn() + " is not built yet";
            return problem(ProblemType.NOT_SUPPORTED, "asn", detail);
        }
        if (device instanceof Device.Reflector && cluster.reflectors().size() >= REFLECTORS_MAX) {
            return problem(ProblemType.NOT_SUPPORTED, null, "a cluster has at most " + REFLECTORS_MAX + " reflectors");
        }
        if (!(device instanceof Device.Reflector)
                && cluster.devices().size() - cluster.reflectors().size() >= FrrRenderer.SESSIONS_MAX) {
            var detail = "a cluster has at most " + FrrRenderer.SESSIONS_MAX + " nodes and core gateways";
            return problem(ProblemType.NOT_SUPPORTED, null, detail);
        }
        return Optional.empty();
    }

    private static Optional<Problem> addressTaken(Cluster cluster, Device device) {
        if (device.address().equals(cluster.specification().gateways().ipv4())) {
            return problem(ProblemType.ADDRESS_TAKEN, "address", device.address() + " is the gateway of all VMs");
        }
        for (var other : cluster.devices().values()) {
            if (addresses(other).anyMatch(device.address()::equals)) {
                return problem(ProblemType.ADDRESS_TAKEN, "address", device.address() + " is " + other.name() + "'s");
            }
            if (device instanceof Device.Node node
                    && node.address6() != null
                    && addresses(other).anyMatch(node.address6()::equals)) {
                return problem(ProblemType.ADDRESS_TAKEN, "address6", node.address6() + " is " + other.name() + "'s");
            }
        }
        return Optional.empty();
    }

    private static Stream<Address> addresses(Device device) {
        return device instanceof Device.Node node
                ? Stream.of(node.address(), node.address6()).filter(Objects::nonNull)
                : Stream.of(device.address());
    }

    /** A session that no reflector would accept is refused here, where the reason can be told. */
    private static Optional<Problem> unreachable(Cluster cluster, Device device) {
        var changed = cluster.with(device);
        return changed.outsideListenRanges().stream().findFirst().flatMap(outside -> {
            var detail = outside.name() + " (" + outside.address() + ") is in none of " + changed.listenRanges()
                    + ", where reflectors accept sessions from; a cluster may name its underlay";
            return problem(ProblemType.INVALID_FIELD, "address", detail);
        });
    }

    private static Optional<Problem> problem(ProblemType type, @Nullable String field, String detail) {
        return Optional.of(new Problem(type, detail, field));
    }

    private static Refused refused(ProblemType type, String field, String detail) {
        return new Refused(Problem.ofField(type, field, detail));
    }

    private static Refused notFound(String what, Object name) {
        return new Refused(Problem.of(ProblemType.NOT_FOUND, "there is no " + what + " " + name));
    }

    private static String named(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
