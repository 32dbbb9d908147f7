package io.ipfabric.ipam.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.ManualDecider.Given;
import io.ipfabric.ipam.domain.ManualDecider.TakenBack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cells of the table at {@link ManualDecider}. */
class ManualDeciderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final VmId ID = VmId.of("dns");
    private static final Address ADDRESS = Address.of("192.0.2.1");
    private static final Address OTHER = Address.of("192.0.2.2");
    private static final AllocatedAddress ALLOCATED =
            new AllocatedAddress(ADDRESS, SequenceNumber.of(7), PoolName.of("public"));
    private static final Offer.Offered OFFERED =
            new Offer.Offered(List.of(HeldAddress.of(ALLOCATED, COOLDOWN)), Map.of());
    private static final Offer TAKEN =
            new Offer.Refused(Problem.ofField(ProblemType.ADDRESS_TAKEN, "addresses[0]", "has an owner"));

    @Test
    void gives_a_free_address() {
        assertThat(ManualDecider.give(ADDRESS, List.of(OTHER), OFFERED)).isEqualTo(new Given.Taken(OFFERED));
        assertThat(ManualDecider.give(null, List.of(), OFFERED)).isEqualTo(new Given.Taken(OFFERED));
    }

    @Test
    void keeps_what_the_owner_has_already() {
        assertThat(ManualDecider.give(ADDRESS, List.of(OTHER, ADDRESS), TAKEN)).isEqualTo(new Given.Kept(ADDRESS));
        assertThat(ManualDecider.give(null, List.of(OTHER), OFFERED)).isEqualTo(new Given.Kept(OTHER));
    }

    @Test
    void refuses_in_the_words_of_the_request() {
        assertThat(ManualDecider.give(ADDRESS, List.of(), TAKEN))
                .isEqualTo(new Given.Refused(Problem.ofField(ProblemType.ADDRESS_TAKEN, "address", "has an owner")));
        assertThat(ManualDecider.give(
                        null,
                        List.of(),
                        new Offer.Refused(Problem.ofField(ProblemType.POOL_EXHAUSTED, "families", "full"))))
                .isEqualTo(new Given.Refused(Problem.of(ProblemType.POOL_EXHAUSTED, "full")));
    }

    @Test
    void takes_back_what_was_given() {
        assertThat(takeBack(new AllocationState.Allocated(new Owner.Manual(ID))))
                .isEqualTo(new TakenBack.Freed(new Released(ALLOCATED, NOW.plus(COOLDOWN))));
    }

    @Test
    void has_nothing_to_do_for_an_address_that_cools_down() {
        assertThat(takeBack(new AllocationState.CoolingDown(NOW.plusSeconds(1))))
                .isEqualTo(new TakenBack.Nothing());
    }

    @Test
    void never_takes_an_address_from_a_vm() {
        assertThat(refusal(takeBack(new AllocationState.Allocated(new Owner.Vm(ID)))))
                .isEqualTo(ProblemType.IN_USE);
        assertThat(refusal(takeBack(new AllocationState.Releasing(ID)))).isEqualTo(ProblemType.IN_USE);
    }

    @Test
    void finds_nothing_where_nobody_is() {
        assertThat(refusal(ManualDecider.takeBack(ADDRESS, null, NOW))).isEqualTo(ProblemType.NOT_FOUND);
    }

    private static TakenBack takeBack(AllocationState state) {
        return ManualDecider.takeBack(ADDRESS, new Allocation(ALLOCATED, state, NOW, COOLDOWN), NOW);
    }

    private static ProblemType refusal(TakenBack answer) {
        return switch (answer) {
            case TakenBack.Refused(var problem) -> problem.type();
            case TakenBack.Freed _, TakenBack.Nothing _ -> throw new AssertionError("not refused: " + answer);
        };
    }
}
