package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Cell.NOTHING;
import static io.ipfabric.vm.domain.Cell.cell;
import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.DELETING;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.FIRST;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.REFUSED;
import static io.ipfabric.vm.domain.Given.REQUEST;
import static io.ipfabric.vm.domain.Given.REQUESTED;
import static io.ipfabric.vm.domain.Given.REQUESTED_RESTING;
import static io.ipfabric.vm.domain.Given.STARTED;
import static io.ipfabric.vm.domain.Given.STOPPED;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.allocated;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.request;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.wanting;
import static io.ipfabric.vm.domain.Given.withdrawn;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmState.Absent;
import java.util.List;
import java.util.stream.Stream;

/** What the table above {@link VmDecider} says of all but moves. */
final class VmCells {

    static final Absent ABSENT = new Absent();
    static final CreateVm CREATE = new CreateVm(REQUEST, KNOWN);
    static final CreateVm CREATE_ELSEWHERE = new CreateVm(request(NODE2, true), KNOWN);
    static final AddressesAllocated ALLOCATED = new AddressesAllocated(FIRST, BOTH);
    static final AddressesAllocated REALLOCATED =
            new AddressesAllocated(FIRST, List.of(allocated("192.0.2.11", 9), V6));
    static final AllocationRefused ALLOCATION_REFUSED = new AllocationRefused(FIRST, EXHAUSTED);
    static final AddressesReleased RELEASED = new AddressesReleased(FIRST, BOTH);
    static final AddressesReleased RELEASED_BEFORE = new AddressesReleased(FIRST, List.of(allocated("192.0.2.10", 1)));

    private VmCells() {}

    static Stream<Cell> all() {
        return Stream.of(creations(), starts(), stops(), deletions(), allocations(), routes())
                .flatMap(List::stream);
    }

    private static List<Cell> creations() {
        return List.of(
                cell(ABSENT, CREATE, "Requested node1/1 running: VmCreated"),
                cell(ABSENT, new CreateVm(request(NODE1, false), KNOWN), "Requested node1/1: VmCreated"),
                cell(new Absent(Generation.of(4)), CREATE, "Requested node1/5 running: VmCreated"),
                cell(ABSENT, unknown(false, true, true), "unknown-cluster cluster"),
                cell(ABSENT, unknown(true, false, true), "unknown-node node"),
                cell(ABSENT, unknown(true, true, false), "name-taken name"),
                cell(ABSENT, new CreateVm(wanting("192.0.2.1", "192.0.2.1"), KNOWN), "invalid-field addresses"),
                cell(REQUESTED, CREATE, NOTHING),
                cell(REQUESTED, CREATE_ELSEWHERE, "already-exists id"),
                cell(STARTED, CREATE, NOTHING),
                cell(STARTED, CREATE_ELSEWHERE, "already-exists id"),
                cell(STARTED, new CreateVm(request(NODE1, false), KNOWN), "already-exists id"),
                cell(STOPPED, CREATE, NOTHING),
                cell(STOPPED, CREATE_ELSEWHERE, "already-exists id"),
                cell(REFUSED, CREATE, NOTHING),
                cell(REFUSED, CREATE_ELSEWHERE, "already-exists id"),
                cell(DELETING, CREATE, "wrong-state"));
    }

    private static CreateVm unknown(boolean cluster, boolean node, boolean name) {
        return new CreateVm(REQUEST, new Surroundings(cluster, node, name));
    }

    private static List<Cell> starts() {
        var stale = Generation.of(9);
        var toUnknown = new StartVm(NODE2, null, new Surroundings(true, false, true));
        return List.of(
                cell(ABSENT, start(NODE1, null), "unknown-vm"),
                cell(REQUESTED, start(NODE1, null), NOTHING),
                cell(REQUESTED, start(NODE2, null), "not-placed-there node"),
                cell(REQUESTED, start(NODE2, FIRST), "Requested node2/2 running: VmStarted"),
                cell(REQUESTED_RESTING, start(null, null), "Requested node1/2 running: VmStarted"),
                cell(STARTED, start(null, null), NOTHING),
                cell(STARTED, start(NODE1, null), NOTHING),
                cell(STARTED, start(NODE1, stale), NOTHING),
                cell(STARTED, start(NODE2, null), "not-placed-there node"),
                cell(STARTED, start(NODE2, FIRST), "Started node2/2: VmStarted"),
                cell(STARTED, start(NODE2, stale), "wrong-state replaces"),
                cell(STOPPED, start(null, null), "Started node1/2: VmStarted"),
                cell(STOPPED, start(NODE1, null), "Started node1/2: VmStarted"),
                cell(STOPPED, start(NODE2, null), "Started node2/2: VmStarted"),
                cell(STOPPED, start(NODE2, FIRST), "Started node2/2: VmStarted"),
                cell(STOPPED, start(NODE2, stale), "wrong-state replaces"),
                cell(STOPPED, toUnknown, "unknown-node node"),
                cell(REFUSED, start(null, null), "wrong-state"),
                cell(DELETING, start(null, null), "wrong-state"));
    }

    private static List<Cell> stops() {
        var anywhere = new StopVm(null);
        return List.of(
                cell(ABSENT, anywhere, "unknown-vm"),
                cell(REQUESTED, anywhere, "Requested node1/1: VmStopped"),
                cell(REQUESTED, new StopVm(NODE2), "not-placed-there node"),
                cell(REQUESTED_RESTING, anywhere, NOTHING),
                cell(STARTED, anywhere, "Stopped node1/1: VmStopped"),
                cell(STARTED, new StopVm(NODE1), "Stopped node1/1: VmStopped"),
                cell(STARTED, new StopVm(NODE2), "not-placed-there node"),
                cell(STOPPED, anywhere, NOTHING),
                cell(STOPPED, new StopVm(NODE2), "not-placed-there node"),
                cell(REFUSED, anywhere, "wrong-state"),
                cell(DELETING, anywhere, "wrong-state"));
    }

    private static List<Cell> deletions() {
        var anywhere = new DeleteVm(null);
        return List.of(
                cell(ABSENT, anywhere, NOTHING),
                cell(REQUESTED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(STARTED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(STARTED, new DeleteVm(NODE1), "Deleting node1/1: VmDeleted"),
                cell(STARTED, new DeleteVm(NODE2), "not-placed-there node"),
                cell(STOPPED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(REFUSED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(DELETING, anywhere, NOTHING),
                cell(DELETING, new DeleteVm(NODE2), "not-placed-there node"));
    }

    private static List<Cell> allocations() {
        return List.of(
                cell(ABSENT, ALLOCATED, NOTHING),
                cell(REQUESTED, ALLOCATED, "Started node1/1"),
                cell(REQUESTED_RESTING, ALLOCATED, "Stopped node1/1"),
                cell(STARTED, ALLOCATED, NOTHING),
                cell(STARTED, REALLOCATED, "Started node1/1"),
                cell(STOPPED, ALLOCATED, NOTHING),
                cell(STOPPED, REALLOCATED, "Stopped node1/1"),
                cell(REFUSED, ALLOCATED, NOTHING),
                cell(DELETING, ALLOCATED, NOTHING),
                cell(DELETING, REALLOCATED, "Deleting node1/1"),
                cell(ABSENT, ALLOCATION_REFUSED, NOTHING),
                cell(REQUESTED, ALLOCATION_REFUSED, "Refused node1/1"),
                cell(STARTED, ALLOCATION_REFUSED, NOTHING),
                cell(STOPPED, ALLOCATION_REFUSED, NOTHING),
                cell(REFUSED, ALLOCATION_REFUSED, NOTHING),
                cell(DELETING, ALLOCATION_REFUSED, NOTHING),
                cell(ABSENT, RELEASED, NOTHING),
                cell(REQUESTED, RELEASED, NOTHING),
                cell(STARTED, RELEASED, "Requested node1/1 running"),
                cell(STARTED, RELEASED_BEFORE, NOTHING),
                cell(STOPPED, RELEASED, "Requested node1/1"),
                cell(STOPPED, RELEASED_BEFORE, NOTHING),
                cell(REFUSED, RELEASED, NOTHING),
                cell(DELETING, RELEASED, "Absent"),
                cell(DELETING, new AddressesReleased(FIRST, List.of()), "Absent"));
    }

    private static List<Cell> routes() {
        var ofAnEarlierAllocation = announced(allocated("192.0.2.10", 1), NODE1, 5);
        var ofOthers = announced(allocated("192.0.2.99", 7), NODE1, 5);
        var facts = List.of(announced(V4, NODE1, 5), confirmed(V4, NODE1, 5), withdrawn(V4, 5L), drifted(V4, NODE1, 5));
        var everywhere = facts.stream()
                .flatMap(fact -> Stream.of(
                        cell(ABSENT, fact, NOTHING),
                        cell(REQUESTED, fact, "Requested node1/1 running"),
                        cell(STARTED, fact, "Started node1/1"),
                        cell(STOPPED, fact, "Stopped node1/1"),
                        cell(REFUSED, fact, NOTHING),
                        cell(DELETING, fact, "Deleting node1/1")));
        return Stream.concat(
                        everywhere,
                        Stream.of(cell(STARTED, ofAnEarlierAllocation, NOTHING), cell(STARTED, ofOthers, NOTHING)))
                .toList();
    }
}
