package io.ipfabric.lab.bench;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.RouteFacts;
import io.ipfabric.lab.proof.UpdateWatch;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From the moment at which the last reflector's network card has a route, to its {@code confirmed} at readers of {@code route-events}. */
final class ConfirmationTimes implements AutoCloseable {

    private final RouteFacts atServices = RouteFacts.asServicesFromNow();
    private final RouteFacts outside = RouteFacts.fromNow();
    private final List<UpdateWatch> reflectors =
            LabPlan.reflectors().stream().map(UpdateWatch::of).toList();

    /**
     * How long it took.
     *
     * @param atServices to who reads as the services do
     * @param outside to who reads what is committed, as others do
     */
    record Confirmation(Duration atServices, Duration outside) {}

    /** What came before is of no interest any more. */
    void begin() {
        reflectors.forEach(UpdateWatch::forget);
    }

    /** @param start before the route was ordered, of {@link System#nanoTime} */
    Confirmation of(Address address, long start) {
        var outsideAt = confirmedAt(outside, address, start);
        var reception = lastReception(address);
        return new Confirmation(
                Duration.between(reception, confirmedAt(atServices, address, start)),
                Duration.between(reception, outsideAt));
    }

    private static Instant confirmedAt(RouteFacts facts, Address address, long start) {
        return facts.await(address + " to be confirmed", start, Vms.LIMIT, event -> confirmationOf(address, event))
                .time();
    }

    private static Optional<RouteConfirmed> confirmationOf(Address address, RouteEvent event) {
        return event instanceof RouteConfirmed confirmed && confirmed.address().equals(address)
                ? Optional.of(confirmed)
                : Optional.empty();
    }

    private Instant lastReception(Address address) {
        return reflectors.stream()
                .map(reflector ->
                        Poll.untilPresent("an update with " + address, Vms.LIMIT, () -> reflector.firstNamed(address)))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    @Override
    public void close() {
        reflectors.forEach(UpdateWatch::close);
        atServices.close();
        outside.close();
    }
}
