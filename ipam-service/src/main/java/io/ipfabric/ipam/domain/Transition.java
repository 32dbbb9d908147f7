package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.value.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision changes.
 *
 * @param state the tenancy from now on
 * @param taken what it holds that it did not hold before; absent: nothing
 * @param released addresses that are nobody's from now on
 * @param facts to be published, in this order
 */
public record Transition(
        Tenancy state, Offer.@Nullable Offered taken, List<Released> released, List<AddressEvent> facts) {

    public Transition {
        released = List.copyOf(released);
        facts = List.copyOf(facts);
    }

    static Transition to(Tenancy state) {
        return new Transition(state, null, List.of(), List.of());
    }

    static Transition to(Tenancy state, AddressEvent fact) {
        return new Transition(state, null, List.of(), List.of(fact));
    }

    static Transition releasing(Generation life, List<Released> released, AddressEvent fact) {
        return new Transition(new Tenancy.Vacant(life), null, released, List.of(fact));
    }
}
