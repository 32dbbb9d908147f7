package io.ipfabric.ipam.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.IpamInput.Deleted;
import io.ipfabric.ipam.domain.IpamInput.Rechecked;
import io.ipfabric.ipam.domain.IpamInput.RouteEnded;
import io.ipfabric.ipam.domain.IpamInput.Wanted;
import io.ipfabric.ipam.domain.Tenancy.Allocated;
import io.ipfabric.ipam.domain.Tenancy.Releasing;
import io.ipfabric.ipam.domain.Tenancy.Vacant;
import io.ipfabric.ipam.domain.Tenancy.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each cell of the table at {@link IpamDecider}, more where a cell has several answers. */
class IpamDeciderTest {

    private static final VmId VM = VmId.of("vm-1");
    private static final Generation EARLIER = Generation.of(2);
    private static final Generation LIFE = Generation.of(4);
    private static final Generation LATER = Generation.of(6);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final Instant DEADLINE = NOW.plus(IpamDecider.UNKNOWN_POOL_WAIT);

    private static final AddressRequest REQUEST =
            new AddressRequest(ClusterName.of("lab"), List.of(AddressFamily.IPV4, AddressFamily.IPV6), List.of());
    private static final AddressRequest OTHER_REQUEST =
            new AddressRequest(ClusterName.of("lab"), List.of(AddressFamily.IPV4), List.of());

    private static final AllocatedAddress V4 = allocation("192.0.2.1", 7);
    private static final AllocatedAddress V6 = allocation("2001:db8::1", 8);
    private static final AllocatedAddress V4_OF_ANOTHER_TIME = allocation("192.0.2.1", 3);

    private static final Problem NO_POOL = Problem.of(ProblemType.NO_POOL, "none");
    private static final Problem EXHAUSTED = Problem.of(ProblemType.POOL_EXHAUSTED, "full");
    private static final Offer.Offered OFFERED = new Offer.Offered(List.of(held(V4), held(V6)), Map.of());
    private static final Offer UNKNOWN = new Offer.Unknown(NO_POOL);
    private static final Offer REFUSED = new Offer.Refused(EXHAUSTED);

    private static final Vacant UNKNOWN_VM = new Vacant(null);
    private static final Vacant OF_AN_EARLIER_LIFE = new Vacant(EARLIER);
    private static final Vacant VACANT = new Vacant(LIFE);
    private static final Waiting WAITING = new Waiting(LIFE, REQUEST, DEADLINE);
    private static final Allocated ALLOCATED = new Allocated(LIFE, List.of(held(V4), held(V6)));
    private static final Allocated ALLOCATED_V4_ENDED = new Allocated(LIFE, List.of(ended(V4), held(V6)));
    private static final Allocated ALLOCATED_ALL_ENDED = new Allocated(LIFE, List.of(ended(V4), ended(V6)));
    private static final Releasing RELEASING = new Releasing(LIFE, List.of(held(V4), held(V6)));
    private static final Releasing RELEASING_V4_ENDED = new Releasing(LIFE, List.of(ended(V4), held(V6)));

    private static final AddressesAllocated ADDRESSES_ALLOCATED = new AddressesAllocated(VM, LIFE, List.of(V4, V6));
    private static final Transition NOTHING_HELD_RELEASED =
            Transition.to(VACANT, new AddressesReleased(VM, LIFE, List.of()));
    private static final Transition TAKEN = new Transition(ALLOCATED, OFFERED, List.of(), List.of(ADDRESSES_ALLOCATED));

    private record Cell(String says, Tenancy state, IpamInput input, Transition expected) {
        @Override
        public String toString() {
            return state.getClass().getSimpleName() + " + " + input.getClass().getSimpleName() + ": " + says;
        }
    }

    static Stream<Cell> cells() {
        return Stream.of(cellsOfVacant(), cellsOfWaiting(), cellsOfAllocated(), cellsOfReleasing())
                .flatMap(List::stream);
    }

    private static List<Cell> cellsOfVacant() {
        return List.of(
                new Cell("allocated when offered", UNKNOWN_VM, new Wanted(LIFE, REQUEST, OFFERED, NOW), TAKEN),
                new Cell("a later life", OF_AN_EARLIER_LIFE, new Wanted(LIFE, REQUEST, OFFERED, NOW), TAKEN),
                new Cell(
                        "waits for a pool",
                        UNKNOWN_VM,
                        new Wanted(LIFE, REQUEST, UNKNOWN, NOW),
                        Transition.to(WAITING)),
                new Cell(
                        "refused",
                        OF_AN_EARLIER_LIFE,
                        new Wanted(LIFE, REQUEST, REFUSED, NOW),
                        Transition.to(VACANT, new AllocationRefused(VM, LIFE, EXHAUSTED))),
                new Cell(
                        "nothing for a life that was refused or ended",
                        VACANT,
                        new Wanted(LIFE, REQUEST, OFFERED, NOW),
                        Transition.to(VACANT)),
                new Cell(
                        "nothing for an earlier life",
                        VACANT,
                        new Wanted(EARLIER, REQUEST, OFFERED, NOW),
                        Transition.to(VACANT)),
                new Cell("a VM never heard of", UNKNOWN_VM, new Deleted(LIFE, NOW), NOTHING_HELD_RELEASED),
                new Cell("refused before, or deleted before", VACANT, new Deleted(LIFE, NOW), NOTHING_HELD_RELEASED),
                new Cell("placed anew since", VACANT, new Deleted(LATER, NOW), NOTHING_HELD_RELEASED),
                new Cell("of an earlier life", VACANT, new Deleted(EARLIER, NOW), Transition.to(VACANT)),
                new Cell("ignored", VACANT, routeEnded(V4), Transition.to(VACANT)),
                new Cell("ignored", VACANT, new Rechecked(OFFERED, NOW), Transition.to(VACANT)));
    }

    private static List<Cell> cellsOfWaiting() {
        return List.of(
                new Cell(
                        "the newer request counts, the first deadline too",
                        WAITING,
                        new Wanted(LIFE, OTHER_REQUEST, UNKNOWN, NOW.plusMillis(500)),
                        Transition.to(new Waiting(LIFE, OTHER_REQUEST, DEADLINE))),
                new Cell("allocated when offered", WAITING, new Wanted(LIFE, REQUEST, OFFERED, NOW), TAKEN),
                new Cell(
                        "of an earlier life",
                        WAITING,
                        new Wanted(EARLIER, OTHER_REQUEST, OFFERED, NOW),
                        Transition.to(WAITING)),
                new Cell("of an earlier life", WAITING, new Deleted(EARLIER, NOW), Transition.to(WAITING)),
                new Cell("placed anew since", WAITING, new Deleted(LATER, NOW), NOTHING_HELD_RELEASED),
                new Cell("deleted before it had any", WAITING, new Deleted(LIFE, NOW), NOTHING_HELD_RELEASED),
                new Cell("ignored", WAITING, routeEnded(V4), Transition.to(WAITING)),
                new Cell("allocated when offered", WAITING, new Rechecked(OFFERED, NOW), TAKEN),
                new Cell("waits on", WAITING, new Rechecked(UNKNOWN, DEADLINE.minusMillis(1)), Transition.to(WAITING)),
                new Cell(
                        "refused at the deadline",
                        WAITING,
                        new Rechecked(UNKNOWN, DEADLINE),
                        Transition.to(VACANT, new AllocationRefused(VM, LIFE, NO_POOL))),
                new Cell(
                        "refused at once when nothing is free",
                        WAITING,
                        new Rechecked(REFUSED, NOW),
                        Transition.to(VACANT, new AllocationRefused(VM, LIFE, EXHAUSTED))));
    }

    private static List<Cell> cellsOfAllocated() {
        return List.of(
                new Cell(
                        "the same facts again",
                        ALLOCATED,
                        new Wanted(LIFE, REQUEST, OFFERED, NOW),
                        Transition.to(ALLOCATED, ADDRESSES_ALLOCATED)),
                new Cell(
                        "of an earlier life",
                        ALLOCATED,
                        new Wanted(EARLIER, REQUEST, OFFERED, NOW),
                        Transition.to(ALLOCATED)),
                new Cell(
                        "keeps what it has in a later life whose deletion was not heard",
                        ALLOCATED,
                        new Wanted(LATER, REQUEST, OFFERED, NOW),
                        Transition.to(
                                new Allocated(LATER, List.of(held(V4), held(V6))),
                                new AddressesAllocated(VM, LATER, List.of(V4, V6)))),
                new Cell("of an earlier life", ALLOCATED, new Deleted(EARLIER, NOW), Transition.to(ALLOCATED)),
                new Cell(
                        "of an earlier life, although its own routes ended",
                        ALLOCATED_ALL_ENDED,
                        new Deleted(EARLIER, NOW),
                        Transition.to(ALLOCATED_ALL_ENDED)),
                new Cell("placed anew since", ALLOCATED, new Deleted(LATER, NOW), Transition.to(RELEASING)),
                new Cell("waits for its routes", ALLOCATED, new Deleted(LIFE, NOW), Transition.to(RELEASING)),
                new Cell(
                        "waits for the route that has not ended",
                        ALLOCATED_V4_ENDED,
                        new Deleted(LIFE, NOW),
                        Transition.to(RELEASING_V4_ENDED)),
                new Cell(
                        "released at once when all routes ended before",
                        ALLOCATED_ALL_ENDED,
                        new Deleted(LIFE, NOW),
                        bothReleased()),
                new Cell("noted", ALLOCATED, routeEnded(V4), Transition.to(ALLOCATED_V4_ENDED)),
                new Cell("of another time", ALLOCATED, routeEnded(V4_OF_ANOTHER_TIME), Transition.to(ALLOCATED)),
                new Cell("ignored", ALLOCATED, new Rechecked(UNKNOWN, DEADLINE), Transition.to(ALLOCATED)));
    }

    private static List<Cell> cellsOfReleasing() {
        return List.of(
                new Cell(
                        "refused: not while an earlier one leaves",
                        RELEASING,
                        new Wanted(LATER, REQUEST, OFFERED, NOW),
                        Transition.to(
                                new Releasing(LATER, List.of(held(V4), held(V6))),
                                new AllocationRefused(
                                        VM,
                                        LATER,
                                        Problem.ofField(
                                                ProblemType.WRONG_STATE,
                                                "vm",
                                                "an earlier VM vm-1 is deleted, and the routes of its addresses are not yet"
                                                        + " proved withdrawn")))),
                new Cell(
                        "nothing for a life that ended",
                        RELEASING,
                        new Wanted(LIFE, REQUEST, OFFERED, NOW),
                        Transition.to(RELEASING)),
                new Cell("of an earlier life", RELEASING, new Deleted(EARLIER, NOW), Transition.to(RELEASING)),
                new Cell("ignored", RELEASING, new Deleted(LIFE, NOW), Transition.to(RELEASING)),
                new Cell("one of two", RELEASING, routeEnded(V4), Transition.to(RELEASING_V4_ENDED)),
                new Cell("the last", RELEASING_V4_ENDED, routeEnded(V6), bothReleased()),
                new Cell("again", RELEASING_V4_ENDED, routeEnded(V4), Transition.to(RELEASING_V4_ENDED)),
                new Cell("of another time", RELEASING, routeEnded(V4_OF_ANOTHER_TIME), Transition.to(RELEASING)),
                new Cell("ignored", RELEASING, new Rechecked(REFUSED, NOW), Transition.to(RELEASING)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void decides(Cell cell) {
        assertThat(IpamDecider.decide(VM, cell.state(), cell.input())).isEqualTo(cell.expected());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void a_repeated_input_moves_nothing_more(Cell cell) {
        var once = IpamDecider.decide(VM, cell.state(), cell.input());

        var twice = IpamDecider.decide(VM, once.state(), cell.input());

        assertThat(twice.state()).isEqualTo(once.state());
        assertThat(twice.released()).isEmpty();
    }

    @Test
    void every_cell_of_the_table_has_a_row() {
        var tested = cells().map(
                        cell -> pair(cell.state().getClass(), cell.input().getClass()))
                .collect(Collectors.toSet());

        assertThat(tested).isEqualTo(pairs());
    }

    private static Set<String> pairs() {
        return Arrays.stream(Tenancy.class.getPermittedSubclasses())
                .flatMap(state ->
                        Arrays.stream(IpamInput.class.getPermittedSubclasses()).map(input -> pair(state, input)))
                .collect(Collectors.toSet());
    }

    private static String pair(Class<?> state, Class<?> input) {
        return state.getSimpleName() + " + " + input.getSimpleName();
    }

    private static Transition bothReleased() {
        return Transition.releasing(
                LIFE,
                List.of(new Released(V4, NOW.plus(COOLDOWN)), new Released(V6, NOW.plus(COOLDOWN))),
                new AddressesReleased(VM, LIFE, List.of(V4, V6)));
    }

    private static RouteEnded routeEnded(AllocatedAddress allocation) {
        return new RouteEnded(allocation.address(), allocation.sequence(), NOW);
    }

    private static HeldAddress held(AllocatedAddress allocation) {
        return new HeldAddress(allocation, COOLDOWN, false);
    }

    private static HeldAddress ended(AllocatedAddress allocation) {
        return new HeldAddress(allocation, COOLDOWN, true);
    }

    private static AllocatedAddress allocation(String address, long sequence) {
        return new AllocatedAddress(Address.of(address), SequenceNumber.of(sequence), PoolName.of("public"));
    }
}
