package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Cell.NOTHING;
import static io.ipfabric.vm.domain.Cell.told;
import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.REQUEST;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.allocated;
import static io.ipfabric.vm.domain.Given.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two VMs that had one id after another, what is said of the one changes nothing of the other. */
class VmLivesTest {

    /** Created in generation 3 and placed anew twice since. */
    private static final Placement LATER = new Placement(NODE1, Generation.of(5), Generation.of(3), Generation.of(5));

    static Stream<Present> laterLives() {
        return Stream.of(
                new VmState.Requested(REQUEST, LATER, true, Addresses.NONE, Migrations.NONE),
                new VmState.Started(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE),
                new VmState.Stopped(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE),
                new VmState.Refused(REQUEST, LATER, EXHAUSTED),
                new VmState.Deleting(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE));
    }

    private static List<VmInput> addressFacts(long generation) {
        var of = Generation.of(generation);
        return List.of(
                new AddressesAllocated(of, List.of(allocated("192.0.2.11", 9), V6)),
                new AllocationRefused(of, EXHAUSTED),
                new AddressesReleased(of, BOTH),
                new AddressesReleased(of, List.of()));
    }

    @ParameterizedTest
    @MethodSource("laterLives")
    void whatIsSaidOfTheAddressesOfAnotherLifeChangesNothing(Present vm) {
        assertThat(Stream.of(1L, 2L, 6L).flatMap(generation -> addressFacts(generation).stream()))
                .allSatisfy(fact -> assertThat(Given.decide(vm, fact)).isInstanceOf(Unchanged.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5})
    void everyGenerationOfALifeNamesIt(long generation) {
        var heard = laterLives()
                .flatMap(vm -> addressFacts(generation).stream().map(fact -> told(Given.decide(vm, fact))))
                .filter(told -> !told.equals(NOTHING));

        assertThat(heard)
                .containsExactly(
                        "Started node1/5",
                        "Refused node1/5",
                        "Started node1/5",
                        "Requested node1/5 running",
                        "Stopped node1/5",
                        "Requested node1/5",
                        "Deleting node1/5",
                        "Absent",
                        "Absent");
    }

    @Test
    void aLaterPlacementBelongsToTheSameLife() {
        var decision = Given.decide(laterLives().skip(2).findFirst().orElseThrow(), start(NODE2, null));

        assertThat(decision).isInstanceOfSatisfying(Transition.class, transition -> assertThat(
                        ((Present) transition.state()).placement())
                .isEqualTo(new Placement(NODE2, Generation.of(6), Generation.of(3), Generation.of(6))));
    }
}
