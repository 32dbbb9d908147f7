package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.Tenancy.Allocated;
import io.ipfabric.ipam.domain.Tenancy.Releasing;
import io.ipfabric.ipam.domain.Tenancy.Vacant;
import io.ipfabric.ipam.domain.Tenancy.Waiting;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The pools and their tenants in memory: what the shell does with a decision, without its database. It refuses what the unique index would
 * refuse. Its views are tiny, so that every search is read on.
 */
final class InMemoryFabric {

    private static final int VIEW_SIZE = 2;

    private final TreeMap<PoolName, Pool> pools = new TreeMap<>();
    private final Map<PoolName, BigInteger> nextOffsets = new HashMap<>();
    private final Map<VmId, Tenancy> tenancies = new TreeMap<>();
    /** Every address that was ever handed out, to when it is free again: {@link Instant#MAX} while it is held. */
    private final TreeMap<Address, Row> rows = new TreeMap<>();

    private Instant now = Instant.EPOCH;
    private long lastSequence;

    private record Row(AllocatedAddress last, Instant freeFrom) {}

    InMemoryFabric with(Pool pool) {
        pools.put(pool.name(), pool);
        nextOffsets.put(pool.name(), BigInteger.ZERO);
        return this;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Transition want(VmId vm, Generation life, AddressRequest request) {
        return decided(vm, new IpamInput.Wanted(life, request, offer(request), now));
    }

    Transition delete(VmId vm, Generation generation) {
        return decided(vm, new IpamInput.Deleted(generation, now));
    }

    Transition endRoute(VmId vm, Address address, SequenceNumber sequence) {
        return decided(vm, new IpamInput.RouteEnded(address, sequence, now));
    }

    Transition recheck(VmId vm) {
        return tenancy(vm) instanceof Waiting waiting
                ? decided(vm, new IpamInput.Rechecked(offer(waiting.request()), now))
                : Transition.to(tenancy(vm));
    }

    /** So much later than the VM's last known life. */
    Generation generation(VmId vm, int since) {
        var life = tenancy(vm).life();
        return Generation.of(Math.max(1, (life == null ? 0 : life.value()) + since));
    }

    Tenancy tenancy(VmId vm) {
        return tenancies.getOrDefault(vm, new Vacant(null));
    }

    /** What each VM holds now. */
    List<HeldAddress> held() {
        return tenancies.values().stream()
                .flatMap(tenancy -> switch (tenancy) {
                    case Allocated allocated -> allocated.addresses().stream();
                    case Releasing releasing -> releasing.addresses().stream();
                    case Vacant _, Waiting _ -> Stream.<HeldAddress>empty();
                })
                .toList();
    }

    Offer offer(AddressRequest request) {
        var from = new HashMap<>(nextOffsets);
        while (true) {
            switch (FreeAddressPicker.pick(request, view(request, from))) {
                case Pick.Made(var offer) -> {
                    return offer;
                }
                case Pick.ReadOn(var pool, var offset) -> from.put(pool, offset);
            }
        }
    }

    private PoolsView view(AddressRequest request, Map<PoolName, BigInteger> from) {
        var views = pools.values().stream()
                .filter(pool -> pool.cluster().equals(request.cluster()))
                .map(pool -> view(pool, from.getOrDefault(pool.name(), BigInteger.ZERO)))
                .toList();
        var taken = request.named().stream().filter(address -> !isFree(address)).collect(Collectors.toSet());
        var sequences = LongStream.rangeClosed(lastSequence + 1, lastSequence + request.size())
                .mapToObj(SequenceNumber::of)
                .toList();
        lastSequence += request.size();
        return new PoolsView(views, taken, sequences);
    }

    private PoolView view(Pool pool, BigInteger from) {
        var above = rows.keySet().stream()
                .filter(pool::contains)
                .filter(address -> offset(pool, address).compareTo(from) >= 0)
                .toList();
        var cooled = rows.values().stream()
                .filter(row ->
                        pool.contains(row.last().address()) && !row.freeFrom().isAfter(now))
                .sorted(Comparator.comparing(Row::freeFrom))
                .map(row -> row.last().address())
                .toList();
        return new PoolView(pool, from, above.stream().limit(VIEW_SIZE).toList(), above.size() <= VIEW_SIZE, cooled);
    }

    private static BigInteger offset(Pool pool, Address address) {
        return address.number().subtract(pool.prefix().network().number());
    }

    private boolean isFree(Address address) {
        var row = rows.get(address);
        return row == null || !row.freeFrom().isAfter(now);
    }

    private Transition decided(VmId vm, IpamInput input) {
        var transition = IpamDecider.decide(vm, tenancy(vm), input);
        var taken = transition.taken();
        if (taken != null) {
            taken.addresses().forEach(this::insert);
            nextOffsets.putAll(taken.nextOffsets());
        }
        for (var released : transition.released()) {
            rows.put(released.allocation().address(), new Row(released.allocation(), released.coolingUntil()));
        }
        tenancies.put(vm, transition.state());
        return transition;
    }

    private void insert(HeldAddress held) {
        var address = held.allocation().address();
        if (!isFree(address)) {
            throw new AssertionError(address + " is handed out at " + now + " although it is " + rows.get(address));
        }
        rows.put(address, new Row(held.allocation(), Instant.MAX));
    }
}
