package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Cell.cell;
import static io.ipfabric.vm.domain.Cell.nameOf;
import static io.ipfabric.vm.domain.Cell.told;
import static io.ipfabric.vm.domain.Given.DELETING;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.STARTED;
import static io.ipfabric.vm.domain.Given.request;
import static io.ipfabric.vm.domain.Given.wanting;
import static io.ipfabric.vm.domain.VmCells.ABSENT;
import static io.ipfabric.vm.domain.VmCells.RELEASED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmState.Absent;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table above {@link VmDecider}, cell by cell. */
class VmDeciderTest {

    static Stream<Cell> cells() {
        return Stream.concat(VmCells.all(), MigrationCells.all());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void decidesAsTheTableSays(Cell cell) {
        assertThat(told(Given.decide(cell.state(), cell.input()))).isEqualTo(cell.expected());
    }

    @Test
    void theTableHasEveryCell() {
        var missing = new TreeSet<String>();
        leaves(VmState.class).forEach(state -> leaves(VmInput.class)
                .forEach(input -> missing.add(state.getSimpleName() + " + " + input.getSimpleName())));
        assertThat(missing).as("pairs of state and input").hasSize(7 * 17);
        cells().forEach(cell -> missing.remove(nameOf(cell.state()) + " + " + nameOf(cell.input())));
        assertThat(missing).isEmpty();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(VmDeciderTest::leaves)
                : Stream.of(type);
    }

    @Test
    void remembersInWhichGenerationAVmEnded() {
        var decision = Given.decide(DELETING, RELEASED);

        assertThat(decision)
                .isEqualTo(new Transition(new Absent(DELETING.placement().generation()), List.of()));
    }

    @Test
    void tellsWhichFamiliesNeedAnAddressBesideTheWantedOnes() {
        var decision = Given.decide(ABSENT, new CreateVm(wanting("2001:db8::5"), KNOWN));

        assertThat(decision).isInstanceOfSatisfying(Transition.class, transition -> assertThat(transition.effects())
                .singleElement()
                .isInstanceOfSatisfying(VmCreated.class, created -> {
                    assertThat(created.addresses()).hasToString("[2001:db8::5]");
                    assertThat(created.families()).hasToString("[ipv4]");
                    assertThat(created.iface().name()).hasToString("web1_net0");
                    assertThat(created.running()).isTrue();
                }));
    }

    @Test
    void saysInWhatARepeatedCreationDiffers() {
        var decision = Given.decide(STARTED, new CreateVm(request(NODE2, false), KNOWN));

        assertThat(decision).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(
                        refusal.problem().detail())
                .isEqualTo("vm-1 exists already and differs in node, running"));
    }
}
