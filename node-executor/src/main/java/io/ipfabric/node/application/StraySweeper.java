package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RemovalLimit;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.NodeIntents;
import io.ipfabric.node.domain.StraySweep;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes away what is ours and belongs to no intent, if the manifest allows it. Runs in the loop's thread alone. */
final class StraySweeper {

    private final NodeIntents intents;
    private final KernelMirror mirror;
    private final EndpointApplier applier;
    private final EndpointIndex index;
    private @Nullable String held;

    StraySweeper(NodeIntents intents, KernelMirror mirror, EndpointApplier applier, EndpointIndex index) {
        this.intents = intents;
        this.mirror = mirror;
        this.applier = applier;
        this.index = index;
    }

    /**
     * @param retiring takes addresses whose redirects are to go by and by
     * @return how many endpoints it took away
     */
    int sweep(Set<Address> retiring) {
        held = null;
        var interfaces = intents.living().stream()
                .flatMap(vm -> intents.desired(vm).stream())
                .map(desired -> desired.endpoint().iface())
                .toList();
        var sweep = StraySweep.of(
                mirror, interfaces, address -> !index.using(address).isEmpty());
        if (sweep.isEmpty() || !intents.judgement().mayRemove()) {
            return 0;
        }
        int carried = interfaces.size() + sweep.endpoints();
        if (RemovalLimit.isExceeded(sweep.endpoints(), carried) && !intents.isRemovalConfirmed()) {
            held = sweep.endpoints() + " of " + carried
                    + " endpoints in the kernel belong to no intent; they stay until a manifest confirms so many";
            return 0;
        }
        applier.sweep(sweep);
        retiring.addAll(sweep.retiring());
        return sweep.endpoints();
    }

    /** Why something that belongs to nobody was left, for people. */
    Optional<String> held() {
        return Optional.ofNullable(held);
    }
}
