package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.AddressRequest;
import io.ipfabric.ipam.domain.FreeAddressPicker;
import io.ipfabric.ipam.domain.HeldAddress;
import io.ipfabric.ipam.domain.IpamDecider;
import io.ipfabric.ipam.domain.IpamInput;
import io.ipfabric.ipam.domain.Offer;
import io.ipfabric.ipam.domain.Pick;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.PoolView;
import io.ipfabric.ipam.domain.PoolsView;
import io.ipfabric.ipam.domain.Released;
import io.ipfabric.ipam.domain.Tenancy;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link IpamDecider} and its shell, with {@link FreeAddressPicker} on small pools, so that addresses are used again soon. */
final class IpamService extends Service {

    private final Map<PoolName, Pool> pools = new TreeMap<>();
    private final Database.Table<VmId, Tenancy> tenancies = database.table();
    private final Database.Table<Address, Row> allocations = database.table();
    private final Database.Table<PoolName, BigInteger> marks = database.table();
    private long sequence;

    /**
     * An address that was handed out at least once.
     *
     * @param owner absent: it is free, or cools down
     */
    record Row(
            PoolName pool,
            SequenceNumber sequence,
            @Nullable VmId owner,
            Instant coolingUntil) {

        boolean isFree(Instant now) {
            return owner == null && !coolingUntil.isAfter(now);
        }
    }

    IpamService(World world, List<Pool> pools) {
        super(world, "ipam-service", Set.of(Topic.VM_EVENTS, Topic.ROUTE_EVENTS));
        pools.forEach(pool -> this.pools.put(pool.name(), pool));
    }

    /** Who holds what, by its own account. */
    Map<VmId, List<HeldAddress>> held() {
        var held = new TreeMap<VmId, List<HeldAddress>>();
        for (var vm : tenancies.keys()) {
            held.put(vm, held(tenancies.find(vm).orElseThrow()));
        }
        return held;
    }

    private static List<HeldAddress> held(Tenancy tenancy) {
        return switch (tenancy) {
            case Tenancy.Vacant _, Tenancy.Waiting _ -> List.of();
            case Tenancy.Allocated(var _, var addresses) -> addresses;
            case Tenancy.Releasing(var _, var addresses) -> addresses;
        };
    }

    /** Addresses that were handed out and can be again. */
    Set<Address> freeAgain() {
        var free = new HashSet<Address>();
        for (var address : allocations.keys()) {
            if (allocations.find(address).orElseThrow().isFree(now())) {
                free.add(address);
            }
        }
        return free;
    }

    Set<Address> everHandedOut() {
        return Set.copyOf(allocations.keys());
    }

    private Instant now() {
        return world.clock.instant();
    }

    @Override
    void handle(WireRecord record) {
        switch (record.topic()) {
            case VM_EVENTS -> {
                switch (Bus.decoded(VmEvent.class, record)) {
                    case VmCreated created -> {
                        var request = new AddressRequest(created.cluster(), created.families(), created.addresses());
                        apply(created.vm(), new IpamInput.Wanted(created.generation(), request, offer(request), now()));
                    }
                    case VmDeleted deleted -> apply(deleted.vm(), new IpamInput.Deleted(deleted.generation(), now()));
                    default -> {}
                }
            }
            case ROUTE_EVENTS -> {
                if (Bus.decoded(RouteEvent.class, record) instanceof RouteEvent.RouteWithdrawn gone && gone.ended()) {
                    apply(gone.vm(), new IpamInput.RouteEnded(gone.address(), gone.sequence(), now()));
                }
            }
            default -> throw new IllegalArgumentException("not subscribed to " + record.topic());
        }
    }

    /** The timer. */
    void recheckWaiting(boolean crash) {
        transaction(crash, () -> {
            for (var vm : tenancies.keys()) {
                if (tenancies.find(vm).orElseThrow() instanceof Tenancy.Waiting waiting) {
                    apply(vm, new IpamInput.Rechecked(offer(waiting.request()), now()));
                }
            }
        });
    }

    private void apply(VmId vm, IpamInput input) {
        var before = tenancies.find(vm).orElseGet(() -> new Tenancy.Vacant(null));
        var transition = IpamDecider.decide(vm, before, input);
        var taken = transition.taken();
        if (taken != null) {
            take(vm, taken);
        }
        transition.released().forEach(this::release);
        tenancies.put(vm, transition.state());
        transition.facts().forEach(this::publish);
        if (world.sabotage == Sabotage.RELEASE_WITHOUT_PROOF && input instanceof IpamInput.Deleted) {
            held(transition.state())
                    .forEach(held -> apply(
                            vm,
                            new IpamInput.RouteEnded(
                                    held.allocation().address(),
                                    held.allocation().sequence(),
                                    now())));
        }
    }

    /** As the unique index does, it refuses what has an owner. */
    private void take(VmId vm, Offer.Offered offer) {
        for (var held : offer.addresses()) {
            var allocated = held.allocation();
            boolean free = allocations
                    .find(allocated.address())
                    .filter(row -> !row.isFree(now()))
                    .isEmpty();
            if (!free && world.sabotage != Sabotage.DOUBLE_ALLOCATION) {
                throw new IllegalStateException(allocated.address() + " is not free, although it was offered");
            }
            allocations.put(allocated.address(), new Row(allocated.pool(), allocated.sequence(), vm, Instant.MIN));
        }
        if (world.sabotage != Sabotage.DOUBLE_ALLOCATION) {
            offer.nextOffsets().forEach(marks::put);
        }
    }

    private void release(Released released) {
        var allocation = released.allocation();
        allocations.put(
                allocation.address(), new Row(allocation.pool(), allocation.sequence(), null, released.coolingUntil()));
    }

    private Offer offer(AddressRequest request) {
        var views = pools.values().stream()
                .filter(pool -> pool.cluster().equals(request.cluster()))
                .map(this::view)
                .toList();
        var taken = request.named().stream().filter(address -> !isFree(address)).toList();
        var sequences = new ArrayList<SequenceNumber>();
        for (int i = 0; i < request.size(); i++) {
            sequences.add(new SequenceNumber(++sequence));
        }
        return switch (FreeAddressPicker.pick(request, new PoolsView(views, Set.copyOf(taken), sequences))) {
            case Pick.Made(var offer) -> offer;
            case Pick.ReadOn _ -> throw new IllegalStateException("the view was complete");
        };
    }

    private boolean isFree(Address address) {
        return allocations.find(address).filter(row -> !row.isFree(now())).isEmpty();
    }

    private PoolView view(Pool pool) {
        var mark = marks.find(pool.name()).orElse(BigInteger.ZERO);
        var known = allocations.keys().stream().filter(pool::contains).toList();
        var above = known.stream()
                .filter(address -> world.sabotage != Sabotage.DOUBLE_ALLOCATION)
                .filter(address -> mark.compareTo(pool.prefix().size()) < 0
                        && address.compareTo(pool.prefix().at(mark)) >= 0)
                .toList();
        var cooled = known.stream()
                .filter(address -> allocations.find(address).orElseThrow().isFree(now()))
                .sorted(Comparator.comparing(
                        address -> allocations.find(address).orElseThrow().coolingUntil()))
                .toList();
        return new PoolView(pool, mark, above, true, cooled);
    }
}
