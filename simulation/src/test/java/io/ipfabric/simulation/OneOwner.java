package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An address is held by at most one VM in ipam-service, and at most one VM's latest intents announce it. That an intent is on its way still, and its node
 * is said to obey it, is an operator's word: see {@link Words}.
 */
final class OneOwner implements Invariant {

    private final TopicReader<RouteIntent> intents = new TopicReader<>(Topic.ROUTE_INTENTS, RouteIntent.class);
    private final Map<String, EndpointIntent> latest = new TreeMap<>();

    @Override
    public void check(World world) {
        var owners = new HashMap<Address, VmId>();
        world.ipam
                .held()
                .forEach((vm, addresses) -> addresses.forEach(
                        held -> claim(owners, held.allocation().address(), vm, "ipam-service holds it for")));
        if (intents.read(world.bus, this::remember)) {
            var announcers = new HashMap<Address, VmId>();
            for (var intent : latest.values()) {
                if (intent instanceof Announce(var endpoint)
                        && !world.routing.words().coverIntent(endpoint)) {
                    endpoint.addresses()
                            .forEach(address ->
                                    claim(announcers, address.address(), endpoint.vm(), "intents announce it for"));
                }
            }
        }
    }

    private void remember(RouteIntent intent) {
        if (intent instanceof EndpointIntent endpoint) {
            latest.put(intent.partitionKey(), endpoint);
        }
    }

    private static void claim(Map<Address, VmId> owners, Address address, VmId vm, String how) {
        var other = owners.putIfAbsent(address, vm);
        if (other != null && !other.equals(vm)) {
            throw new Violation(address + " has two owners: " + how + " " + other + " and " + vm);
        }
    }
}
