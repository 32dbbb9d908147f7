package io.ipfabric.ipam.application;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What became of VMs' wishes for addresses. Counted where it is decided: again if the transaction is repeated. */
@ApplicationScoped
public class IpamMeters {

    private final Counter allocated;
    private final Counter released;
    private final Counter refused;

    @Inject
    IpamMeters(MeterRegistry registry) {
        allocated = answer(registry, "allocated");
        released = answer(registry, "released");
        refused = answer(registry, "refused");
    }

    private static Counter answer(MeterRegistry registry, String outcome) {
        return Counter.builder("fabric.ipam.answers")
                .description("VMs that got their addresses, gave them back, or could not get any")
                .tag("outcome", outcome)
                .register(registry);
    }

    void count(List<AddressEvent> facts) {
        for (var fact : facts) {
            switch (fact) {
                case AddressesAllocated _ -> allocated.increment();
                case AddressesReleased _ -> released.increment();
                case AllocationRefused _ -> refused.increment();
            }
        }
    }
}
