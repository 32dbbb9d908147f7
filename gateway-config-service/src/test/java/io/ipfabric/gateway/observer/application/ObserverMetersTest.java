package io.ipfabric.gateway.observer.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is told of each reflector. */
class ObserverMetersTest {

    private static final RouterName RR1 = RouterName.of("rr1");
    private static final RouterName RR2 = RouterName.of("rr2");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ObserverMeters meters = new ObserverMeters(registry);
    private final Observatory observatory = new Observatory(_ -> {}, Clock.systemUTC());

    @Test
    void aReflectorIsInSyncWhileAllThatItHoldsIsKnown() {
        reflectors(RR1, RR2);
        assertThat(inSync(RR1)).isZero();

        var session = observatory.openClient(RR1, () -> {}).orElseThrow();
        assertThat(inSync(RR1)).isZero();
        session.on(new SessionEvent.Completed());
        assertThat(inSync(RR1)).isEqualTo(1);
        assertThat(inSync(RR2)).isZero();

        session.ended("the connection is gone");
        assertThat(inSync(RR1)).isZero();
    }

    @Test
    void aReflectorThatLeftIsNotToldOf() {
        reflectors(RR1, RR2);

        reflectors(RR2);

        assertThat(registry.find("fabric.observer.reflector.in.sync").gauges().stream()
                        .map(gauge -> gauge.getId().getTag("reflector"))
                        .collect(Collectors.toSet()))
                .containsExactly("rr2");
    }

    private void reflectors(RouterName... names) {
        var present = Set.of(names).stream().collect(Collectors.toMap(name -> name, ObserverMetersTest::reflector));
        observatory.reflectors(present);
        meters.reflectors(observatory, present.keySet());
    }

    private static Reflector reflector(RouterName name) {
        var address = Address.of(name.equals(RR1) ? "192.0.2.1" : "192.0.2.2");
        return new Reflector(name, address, Asn.of(65000), Set.of(AddressFamily.IPV4), false);
    }

    private double inSync(RouterName name) {
        return registry.get("fabric.observer.reflector.in.sync")
                .tag("reflector", name.value())
                .gauge()
                .value();
    }
}
