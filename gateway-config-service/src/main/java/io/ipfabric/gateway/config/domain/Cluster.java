package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A cluster and its routers, by name. */
public record Cluster(ClusterSpecification specification, SortedMap<RouterName, Device> devices) {

    private static final int DERIVED_LENGTH = 24;

    public Cluster {
        devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
    }

    public static Cluster of(ClusterSpecification specification, Collection<? extends Device> devices) {
        var byName = new TreeMap<RouterName, Device>();
        devices.forEach(device -> byName.put(device.name(), device));
        return new Cluster(specification, byName);
    }

    public Cluster with(Device device) {
        var changed = new TreeMap<>(devices);
        changed.put(device.name(), device);
        return new Cluster(specification, changed);
    }

    public Cluster without(RouterName device) {
        var changed = new TreeMap<>(devices);
        changed.remove(device);
        return new Cluster(specification, changed);
    }

    /** In the order of their names. */
    public List<Device.Reflector> reflectors() {
        return devicesOf(Device.Reflector.class).toList();
    }

    public <D extends Device> Stream<D> devicesOf(Class<D> kind) {
        return devices.values().stream().filter(kind::isInstance).map(kind::cast);
    }

    /**
     * Where the reflectors accept sessions from, so that a new node changes nothing on them: the cluster's underlay, or, where it
     * names none, the /24 of each reflector.
     */
    public List<Prefix> listenRanges() {
        if (!specification.underlay().isEmpty()) {
            return specification.underlay();
        }
        return reflectors().stream()
                .map(reflector -> enclosing(reflector.address()))
                .sorted()
                .distinct()
                .toList();
    }

    /** The routers whose sessions no reflector would accept; none while there is no range at all. */
    public List<Device> outsideListenRanges() {
        var ranges = listenRanges();
        return ranges.isEmpty()
                ? List.of()
                : devices.values().stream()
                        .filter(device -> ranges.stream().noneMatch(range -> range.contains(device.address())))
                        .toList();
    }

    private static Prefix enclosing(Address address) {
        int hostBits = address.family().bits() - DERIVED_LENGTH;
        BigInteger network = address.number().shiftRight(hostBits).shiftLeft(hostBits);
        return new Prefix(Address.ofNumber(address.family(), network), DERIVED_LENGTH);
    }
}
