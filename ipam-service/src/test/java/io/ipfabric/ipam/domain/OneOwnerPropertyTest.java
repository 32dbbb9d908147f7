package io.ipfabric.ipam.domain;

import static io.ipfabric.ipam.domain.Pools.COOLDOWN;
import static io.ipfabric.ipam.domain.Pools.LAB;
import static io.ipfabric.ipam.domain.Pools.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** G1 and the releasing half of G5, for any order of events, repeated and late ones included: few VMs, small pools, many collisions. */
class OneOwnerPropertyTest {

    private static final int VMS = 5;

    /** What happens next; {@code since}: how much later than the VM's last known life. */
    sealed interface Step {
        record Want(VmId vm, int since, List<AddressFamily> families, List<Address> named) implements Step {}

        record Delete(VmId vm, int since) implements Step {}

        /** The end of any allocation that there ever was, also of a long past one. */
        record EndRoute(int allocation) implements Step {}

        record Pass(Duration time) implements Step {}

        record Recheck(VmId vm) implements Step {}
    }

    /** And a life that was refused or is over gets no address, whatever is heard of it later. */
    @Property(tries = 300)
    void an_address_has_one_owner_and_rests_after_its_route_ended(@ForAll("histories") List<Step> history) {
        var run = new Run();
        for (var step : history) {
            var generation = run.generation(step);
            run.take(step, generation);
            // Delivered twice.
            run.take(step instanceof Step.Pass ? new Step.Pass(Duration.ZERO) : step, generation);
        }
    }

    /** A history with the invariants checked after each step. */
    private static final class Run {

        private final InMemoryFabric fabric = new InMemoryFabric()
                .with(pool("v4", "192.0.2.0/29", "192.0.2.6/32"))
                .with(pool("v6", "2001:db8::/126"));
        private final List<Map.Entry<VmId, AllocatedAddress>> everAllocated = new ArrayList<>();
        private final Set<Map.Entry<VmId, Generation>> over = new HashSet<>();
        private final Map<Address, Instant> releasedAt = new HashMap<>();

        /** In which what the step tells happened: of late, now, or next. */
        Generation generation(Step step) {
            return switch (step) {
                case Step.Want(var vm, var since, var _, var _) -> fabric.generation(vm, since);
                case Step.Delete(var vm, var since) -> fabric.generation(vm, since);
                case Step.EndRoute _, Step.Pass _, Step.Recheck _ -> Generation.of(1);
            };
        }

        void take(Step step, Generation generation) {
            var before = fabric.held();
            var transition =
                    switch (step) {
                        case Step.Want(var vm, var _, var families, var named) ->
                            fabric.want(vm, generation, new AddressRequest(LAB, families, named));
                        case Step.Delete(var vm, var _) -> fabric.delete(vm, generation);
                        case Step.Recheck(var vm) -> fabric.recheck(vm);
                        case Step.EndRoute(var index) -> end(index);
                        case Step.Pass(var time) -> {
                            fabric.pass(time);
                            yield Transition.to(new Tenancy.Vacant(null));
                        }
                    };
            remember(transition);
            check(before);
        }

        private Transition end(int index) {
            if (everAllocated.isEmpty()) {
                return Transition.to(new Tenancy.Vacant(null));
            }
            var ended = everAllocated.get(index % everAllocated.size());
            return fabric.endRoute(
                    ended.getKey(), ended.getValue().address(), ended.getValue().sequence());
        }

        private void remember(Transition transition) {
            if (transition.taken() != null) {
                assertThat(transition.facts()).singleElement().satisfies(fact -> assertThat(over)
                        .doesNotContain(Map.entry(fact.vm(), fact.generation())));
            }
            for (var fact : transition.facts()) {
                switch (fact) {
                    case AddressesAllocated(var vm, var _, var addresses) ->
                        addresses.forEach(address -> everAllocated.add(Map.entry(vm, address)));
                    case AddressesReleased _, AllocationRefused _ -> over.add(Map.entry(fact.vm(), fact.generation()));
                }
            }
            transition
                    .released()
                    .forEach(released -> releasedAt.put(released.allocation().address(), fabric.now()));
        }

        private void check(List<HeldAddress> before) {
            var held = fabric.held();
            assertThat(held).extracting(one -> one.allocation().address()).doesNotHaveDuplicates();
            for (var one : held) {
                var address = one.allocation().address();
                assertThat(address).isNotIn(Address.of("192.0.2.0"), Address.of("192.0.2.6"));
                boolean isNew =
                        before.stream().noneMatch(old -> old.allocation().equals(one.allocation()));
                if (isNew && releasedAt.containsKey(address)) {
                    assertThat(fabric.now())
                            .isAfterOrEqualTo(releasedAt.get(address).plus(COOLDOWN));
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        var vm = Arbitraries.integers().between(1, VMS).map(number -> VmId.of("vm-" + number));
        var named = Arbitraries.integers().between(0, 7).map(offset -> Address.of("192.0.2." + offset));
        var since = Arbitraries.of(-1, 0, 1);
        var want = Combinators.combine(
                        vm,
                        since,
                        Arbitraries.of(AddressFamily.class)
                                .list()
                                .uniqueElements()
                                .ofMaxSize(2),
                        named.list().ofMaxSize(1))
                .as(Step.Want::new);
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(4, want),
                Tuple.of(2, Combinators.combine(vm, since).as(Step.Delete::new)),
                Tuple.of(4, Arbitraries.integers().between(0, 200).map(Step.EndRoute::new)),
                Tuple.of(
                        1,
                        Arbitraries.integers()
                                .between(1, 12)
                                .map(seconds -> new Step.Pass(Duration.ofSeconds(seconds)))),
                Tuple.of(1, vm.map(Step.Recheck::new)));
        return step.list().ofMinSize(10).ofMaxSize(60);
    }
}
