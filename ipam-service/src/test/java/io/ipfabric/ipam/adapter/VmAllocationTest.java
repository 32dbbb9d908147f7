package io.ipfabric.ipam.adapter;

import static io.ipfabric.contracts.value.AddressFamily.IPV4;
import static io.ipfabric.contracts.value.AddressFamily.IPV6;
import static io.ipfabric.ipam.adapter.Surroundings.FIRST;
import static io.ipfabric.ipam.adapter.Surroundings.PATIENCE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From events to events. Every test has its own cluster and leaves no pool behind. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmAllocationTest {

    private static final Duration BURST_PATIENCE = Duration.ofSeconds(60);
    private static final Logger LOG = Logger.getLogger(VmAllocationTest.class);

    private final Surroundings fabric = new Surroundings();
    private final VmId vm = fabric.newVm();

    @BeforeEach
    void clusterIsMade() {
        fabric.clusterIsMade();
    }

    @AfterEach
    void close() {
        fabric.close();
    }

    @Test
    void both_families_from_creation_to_reuse() {
        fabric.poolIsMade("life-v4", "192.0.2.0/32");
        fabric.poolIsMade("life-v6", "2001:db8::/64");

        fabric.vmIsCreated(vm, List.of(IPV4, IPV6));
        var allocated = fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses();
        assertThat(allocated).extracting(a -> a.address().toString()).containsExactly("192.0.2.0", "2001:db8::1");

        fabric.vmIsDeleted(vm);
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/v1/allocations/192.0.2.0")
                .then()
                .body("state", equalTo("RELEASING"))
                .body("owner", equalTo(vm.value())));
        fabric.routeEnds(vm, allocated.get(0));
        fabric.routeEnds(vm, ofAnOlderOwner(allocated.get(1)));
        fabric.routeEnds(vm, allocated.get(1));
        assertThat(fabric.lastEvent(vm, 2, AddressesReleased.class).addresses()).isEqualTo(allocated);

        var next = fabric.newVm();
        await().atMost(PATIENCE)
                .until(() -> given().get("/v1/allocations/192.0.2.0").statusCode() == 404);
        fabric.vmIsCreated(next, List.of(IPV4));
        var reused =
                fabric.lastEvent(next, 1, AddressesAllocated.class).addresses().getFirst();
        assertThat(reused.address()).isEqualTo(allocated.getFirst().address());
        assertThat(reused.sequence().isAfter(allocated.getLast().sequence())).isTrue();

        fabric.routeEnds(next, reused);
        fabric.vmIsDeleted(next);
        fabric.events(next, 2);
        fabric.poolIsGone("life-v4");
        fabric.poolIsGone("life-v6");
    }

    @Test
    void a_repeated_creation_gets_the_same_facts() {
        fabric.poolIsMade("again", "192.0.2.16/28");

        fabric.vmIsCreated(vm, List.of(IPV4));
        fabric.vmIsCreated(vm, List.of(IPV4));

        var events = fabric.events(vm, 2);
        assertThat(events.get(1)).isEqualTo(events.get(0));
        given().get("/v1/pools/again").then().body("allocated", equalTo(1));
        leave(vm, ((AddressesAllocated) events.get(0)).addresses());
        fabric.poolIsGone("again");
    }

    @Test
    void an_id_is_used_again_and_what_is_told_twice_of_its_first_life_takes_nothing() {
        var later = Generation.of(3);
        fabric.poolIsMade("lives", "192.0.2.96/28");
        fabric.vmIsCreated(vm, List.of(IPV4));
        leave(vm, fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses());

        fabric.vmIsCreated(vm, List.of(IPV4));
        fabric.vmIsDeleted(vm);
        assertThat(fabric.lastEvent(vm, 3, AddressesReleased.class))
                .isEqualTo(new AddressesReleased(vm, FIRST, List.of()));
        fabric.vmIsCreatedIn(later, vm, List.of(IPV4));
        var allocated = fabric.lastEvent(vm, 4, AddressesAllocated.class);
        assertThat(allocated.generation()).isEqualTo(later);
        fabric.vmIsCreated(vm, List.of(IPV4));
        fabric.vmIsDeleted(vm);
        fabric.vmIsDeletedIn(Generation.of(4), vm);
        fabric.routeEnds(vm, allocated.addresses().getFirst());

        assertThat(fabric.lastEvent(vm, 5, AddressesReleased.class))
                .isEqualTo(new AddressesReleased(vm, later, allocated.addresses()));
        fabric.poolIsGone("lives");
    }

    @Test
    void a_refused_vm_gets_nothing_later() {
        fabric.vmIsCreated(vm, List.of(IPV4));
        assertThat(refusal(vm)).isEqualTo(ProblemType.NO_POOL);
        fabric.poolIsMade("too-late", "192.0.2.112/28");

        fabric.vmIsCreated(vm, List.of(IPV4));
        fabric.vmIsDeleted(vm);

        assertThat(fabric.lastEvent(vm, 2, AddressesReleased.class))
                .isEqualTo(new AddressesReleased(vm, FIRST, List.of()));
        fabric.poolIsGone("too-late");
    }

    @Test
    void the_route_may_end_before_the_deletion_is_heard() {
        fabric.poolIsMade("early", "192.0.2.32/28");
        fabric.vmIsCreated(vm, List.of(IPV4));
        var allocated = fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses();

        fabric.routeIsWithdrawn(vm, allocated.getFirst(), false);
        fabric.routeEnds(vm, allocated.getFirst());
        fabric.vmIsDeleted(vm);

        fabric.lastEvent(vm, 2, AddressesReleased.class);
        fabric.poolIsGone("early");
    }

    @Test
    void a_vm_that_only_stopped_keeps_its_address_until_the_route_ends() {
        fabric.poolIsMade("stopped", "192.0.2.48/28");
        fabric.vmIsCreated(vm, List.of(IPV4));
        var allocated = fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses();
        var address = allocated.getFirst().address();

        fabric.routeIsWithdrawn(vm, allocated.getFirst(), false);
        fabric.vmIsDeleted(vm);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get("/v1/allocations/" + address).then().body("state", equalTo("RELEASING")));
        fabric.routeEnds(vm, allocated.getFirst());
        fabric.lastEvent(vm, 2, AddressesReleased.class);
        fabric.poolIsGone("stopped");
    }

    @Test
    void a_request_waits_for_its_pool() {
        fabric.vmIsCreated(vm, List.of(IPV4), "192.0.2.70");
        fabric.poolIsMade("late", "192.0.2.64/28");

        var allocated = fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses();

        assertThat(allocated).extracting(a -> a.address().toString()).containsExactly("192.0.2.70", "192.0.2.65");
        leave(vm, allocated);
        fabric.poolIsGone("late");
    }

    @Test
    void a_request_is_refused_when_its_pool_does_not_come_and_holds_up_nobody() {
        var other = fabric.newVm();
        fabric.vmIsCreated(vm, List.of(IPV6));
        fabric.vmIsDeleted(other);

        assertThat(fabric.events(other, 1).getFirst()).isEqualTo(new AddressesReleased(other, FIRST, List.of()));
        assertThat(refusal(vm)).isEqualTo(ProblemType.NO_POOL);
    }

    @Test
    void refusals_say_why_and_leave_nothing_behind() {
        fabric.poolIsMade("refusals", "192.0.2.80/31");
        fabric.vmIsCreated(vm, List.of(), "192.0.2.80", "192.0.2.81");
        var allocated = fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses();
        var taken = fabric.newVm();
        var exhausted = fabric.newVm();
        var elsewhere = fabric.newVm();

        fabric.vmIsCreated(taken, List.of(), "192.0.2.81");
        fabric.vmIsCreated(exhausted, List.of(IPV4));
        fabric.vmIsCreated(elsewhere, List.of(), "203.0.113.77");

        assertThat(refusal(taken)).isEqualTo(ProblemType.ADDRESS_TAKEN);
        assertThat(refusal(exhausted)).isEqualTo(ProblemType.POOL_EXHAUSTED);
        assertThat(refusal(elsewhere)).isEqualTo(ProblemType.ADDRESS_NOT_IN_POOL);
        leave(vm, allocated);
        given().get("/v1/pools/refusals").then().body("allocated", equalTo(0));
        fabric.poolIsGone("refusals");
    }

    /** A view of the pool ends at 256 named addresses: the search goes on above them. */
    @Test
    void many_named_addresses_are_jumped_over() {
        fabric.poolIsMade("named", "2001:db8:1::/64");
        var named = IntStream.rangeClosed(1, 300)
                .mapToObj(i -> "2001:db8:1::" + Integer.toHexString(i))
                .toList();
        var vms = named.stream().map(_ -> fabric.newVm()).toList();
        for (int i = 0; i < named.size(); i++) {
            fabric.vmIsCreated(vms.get(i), List.of(), named.get(i));
        }
        fabric.lastEvent(vms.getLast(), 1, AddressesAllocated.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/v1/pools/named").then().body("allocated", equalTo(300)));

        fabric.vmIsCreated(vm, List.of(IPV6));

        assertThat(fabric.lastEvent(vm, 1, AddressesAllocated.class).addresses())
                .extracting(a -> a.address().toString())
                .containsExactly("2001:db8:1::12d");
    }

    @Test
    void a_burst_of_vms_gets_both_families_and_no_address_twice() {
        fabric.poolIsMade("fast-v4", "203.0.113.0/24");
        fabric.poolIsMade("fast-v6", "2001:db8:2::/64");
        int count = 250;
        var warmUp = IntStream.range(0, 50).mapToObj(_ -> fabric.newVm()).toList();
        warmUp.forEach(one -> fabric.vmIsCreated(one, List.of(IPV6)));
        answers(warmUp);
        var vms = IntStream.range(0, count).mapToObj(_ -> fabric.newVm()).toList();

        long begin = System.nanoTime();
        vms.parallelStream().forEach(one -> fabric.vmIsCreated(one, List.of(IPV4, IPV6)));
        var answers = answers(vms);
        var took = Duration.ofNanos(System.nanoTime() - begin);

        LOG.infof("%d VMs with two addresses each in %d ms", count, took.toMillis());
        var addresses = answers.stream()
                .map(AddressesAllocated.class::cast)
                .flatMap(allocated -> allocated.addresses().stream())
                .map(AllocatedAddress::address)
                .toList();
        assertThat(addresses).hasSize(2 * count).doesNotHaveDuplicates();
    }

    private static List<AddressEvent> answers(List<VmId> vms) {
        var asked = new HashSet<>(vms);
        try (var reader = TopicReader.of(Topic.ADDRESS_EVENTS)) {
            return reader.read(AddressEvent.class, event -> asked.contains(event.vm()), vms.size(), BURST_PATIENCE);
        }
    }

    private ProblemType refusal(VmId of) {
        return fabric.lastEvent(of, 1, AllocationRefused.class).problem().type();
    }

    private void leave(VmId leaving, List<AllocatedAddress> allocated) {
        allocated.forEach(one -> fabric.routeEnds(leaving, one));
        fabric.vmIsDeleted(leaving);
        await().atMost(PATIENCE).until(() -> fabric.events(leaving, 2).getLast() instanceof AddressesReleased);
    }

    private static AllocatedAddress ofAnOlderOwner(AllocatedAddress allocation) {
        return new AllocatedAddress(
                allocation.address(), SequenceNumber.of(allocation.sequence().value() - 1), allocation.pool());
    }
}
