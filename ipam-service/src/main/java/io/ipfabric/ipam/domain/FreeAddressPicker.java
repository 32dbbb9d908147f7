package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.PoolName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses addresses for one request: all of it or nothing, the same ones for the same view.
 *
 * <ol>
 *   <li>The named addresses: in a pool of the cluster, not reserved, not taken.
 *   <li>For each family, from the first pool by name that has one: the lowest address that was never handed out, because nobody's cache
 *       knows it; if there is none, the one whose release is longest ago.
 * </ol>
 *
 * <p>Nothing is enumerated: the work depends on how many addresses were named out of turn, not on the size of the pool.
 */
public final class FreeAddressPicker {

    private final AddressRequest request;
    private final PoolsView view;
    private final Set<Address> chosen = new HashSet<>();
    private final List<HeldAddress> offered = new ArrayList<>();
    private final Map<PoolName, BigInteger> nextOffsets = new HashMap<>();

    private FreeAddressPicker(AddressRequest request, PoolsView view) {
        this.request = request;
        this.view = view;
    }

    public static Pick pick(AddressRequest request, PoolsView view) {
        return new FreeAddressPicker(request, view).pick();
    }

    private Pick pick() {
        if (request.size() == 0) {
            return refused(Problem.ofField(
                    ProblemType.INVALID_FIELD, "families", "neither a family nor an address is asked for"));
        }
        for (int i = 0; i < request.named().size(); i++) {
            var missed = takeNamed(request.named().get(i), "addresses[" + i + "]");
            if (missed.isPresent()) {
                return missed.get();
            }
        }
        for (var family : request.families()) {
            var missed = takeAny(family);
            if (missed.isPresent()) {
                return missed.get();
            }
        }
        return new Pick.Made(new Offer.Offered(offered, nextOffsets));
    }

    /** @return why not */
    private Optional<Pick> takeNamed(Address address, String field) {
        var pool = view.pools().stream()
                .map(PoolView::pool)
                .filter(candidate -> candidate.contains(address))
                .findFirst();
        if (pool.isEmpty()) {
            return Optional.of(unknown(Problem.ofField(
                    ProblemType.ADDRESS_NOT_IN_POOL,
                    field,
                    address + " is in no pool of cluster " + request.cluster() + " that hands out addresses")));
        }
        if (pool.get().reservations().covering(address).isPresent()) {
            return Optional.of(refused(Problem.ofField(
                    ProblemType.ADDRESS_RESERVED,
                    field,
                    address + " is reserved in pool " + pool.get().name())));
        }
        if (view.namedTaken().contains(address)) {
            return Optional.of(refused(Problem.ofField(
                    ProblemType.ADDRESS_TAKEN, field, address + " has an owner, or cools down after its last one")));
        }
        take(pool.get(), address);
        return Optional.empty();
    }

    /** @return why not */
    private Optional<Pick> takeAny(AddressFamily family) {
        var pools = view.pools().stream()
                .filter(candidate -> candidate.pool().family() == family)
                .toList();
        if (pools.isEmpty()) {
            return Optional.of(unknown(Problem.ofField(
                    ProblemType.NO_POOL,
                    "families",
                    "cluster " + request.cluster() + " has no " + family + " pool that hands out addresses")));
        }
        for (var pool : pools) {
            switch (pool.walk(chosen)) {
                case PoolView.Walk.Found(var offset) -> {
                    nextOffsets.put(pool.pool().name(), offset.add(BigInteger.ONE));
                    take(pool.pool(), pool.pool().prefix().at(offset));
                    return Optional.empty();
                }
                case PoolView.Walk.EndOfView(var offset) -> {
                    return Optional.of(new Pick.ReadOn(pool.pool().name(), offset));
                }
                case PoolView.Walk.Exhausted() -> {
                    var cooled = pool.cooled().stream()
                            .filter(address -> !chosen.contains(address))
                            .findFirst();
                    if (cooled.isPresent()) {
                        take(pool.pool(), cooled.get());
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(refused(Problem.ofField(
                ProblemType.POOL_EXHAUSTED,
                "families",
                "no " + family + " address is free in " + pools.size() + " pool(s) of cluster " + request.cluster())));
    }

    private void take(Pool pool, Address address) {
        var sequence = view.sequences().get(offered.size());
        offered.add(HeldAddress.of(new AllocatedAddress(address, sequence, pool.name()), pool.cooldown()));
        chosen.add(address);
    }

    private static Pick unknown(Problem problem) {
        return new Pick.Made(new Offer.Unknown(problem));
    }

    private static Pick refused(Problem problem) {
        return new Pick.Made(new Offer.Refused(problem));
    }
}
