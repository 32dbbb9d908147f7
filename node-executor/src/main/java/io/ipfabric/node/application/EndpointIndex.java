package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which VMs an interface name or an address concerns: those that live and those that were told to go. Not thread-safe. */
final class EndpointIndex {

    private final Map<VmId, Endpoint> endpoints = new HashMap<>();
    private final Map<String, Set<VmId>> byName = new HashMap<>();
    private final Map<Address, Set<VmId>> byAddress = new HashMap<>();
    private final Set<VmId> redirecting = new HashSet<>();

    /** @return addresses that concern nobody any more */
    Set<Address> put(Endpoint endpoint) {
        var abandoned = remove(endpoint.vm());
        endpoints.put(endpoint.vm(), endpoint);
        for (var name : names(endpoint)) {
            byName.computeIfAbsent(name, _ -> new HashSet<>()).add(endpoint.vm());
        }
        for (var address : endpoint.addresses()) {
            byAddress.computeIfAbsent(address.address(), _ -> new HashSet<>()).add(endpoint.vm());
            abandoned.remove(address.address());
        }
        if (EndpointPlanner.otherNode(endpoint).isPresent()) {
            redirecting.add(endpoint.vm());
        }
        return abandoned;
    }

    /** @return addresses that concern nobody any more */
    Set<Address> remove(VmId vm) {
        var abandoned = new HashSet<Address>();
        var endpoint = endpoints.remove(vm);
        redirecting.remove(vm);
        if (endpoint != null) {
            names(endpoint).forEach(name -> remove(byName, name, vm));
            for (var address : endpoint.addresses()) {
                remove(byAddress, address.address(), vm);
                if (!byAddress.containsKey(address.address())) {
                    abandoned.add(address.address());
                }
            }
        }
        return abandoned;
    }

    private static <K> void remove(Map<K, Set<VmId>> map, K key, VmId vm) {
        map.computeIfPresent(key, (_, vms) -> {
            vms.remove(vm);
            return vms.isEmpty() ? null : vms;
        });
    }

    private static Set<String> names(Endpoint endpoint) {
        var alternativeName = endpoint.iface().alternativeName();
        var name = endpoint.iface().name().value();
        return alternativeName == null || alternativeName.equals(name) ? Set.of(name) : Set.of(name, alternativeName);
    }

    Set<VmId> named(String name) {
        return Set.copyOf(byName.getOrDefault(name, Set.of()));
    }

    /** Those that another node is the next hop of, or may come to be. */
    Set<VmId> redirecting() {
        return Set.copyOf(redirecting);
    }

    Set<VmId> using(Address address) {
        return Set.copyOf(byAddress.getOrDefault(address, Set.of()));
    }
}
