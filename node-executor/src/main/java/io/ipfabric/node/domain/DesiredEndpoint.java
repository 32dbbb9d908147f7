package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An endpoint that the node should carry.
 *
 * @param addresses those that it may use
 * @param yielded those that another VM of the node has by a later allocation, and which
 */
public record DesiredEndpoint(Endpoint endpoint, List<Address> addresses, Map<Address, VmId> yielded) {

    public DesiredEndpoint {
        addresses = List.copyOf(addresses);
        yielded = Map.copyOf(yielded);
    }

    /**
     * Class of its routes; empty if it has none.
     *
     * @param forwarding that holds now: the intent's, or the one that the endpoint was armed for
     */
    public Optional<RouteClass> routeClass(Forwarding forwarding) {
        return RouteClass.of(forwarding, endpoint.announcement());
    }

    /** Why it is not as it was asked for; empty if it is. */
    public Optional<String> problem() {
        if (yielded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(yielded.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " belongs to " + entry.getValue() + " by a later allocation")
                .collect(Collectors.joining("; ")));
    }
}
