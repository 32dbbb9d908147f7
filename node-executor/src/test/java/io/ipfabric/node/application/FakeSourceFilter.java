package io.ipfabric.node.application;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.domain.GuestBinding;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source filter in memory. It fails on demand, and refuses changes before it was installed. */
public final class FakeSourceFilter implements SourceFilter {

    private final Set<InterfaceName> links = new HashSet<>();
    private final Set<GuestBinding> bindings = new HashSet<>();
    private final Set<HairpinGuard> guards = new HashSet<>();
    private @Nullable SourceFilterPolicy policy;
    private boolean broken;
    private @Nullable InterfaceName refused;

    public void breakDown(boolean isBroken) {
        broken = isBroken;
    }

    /** Changes that concern this link fail. */
    public void refuse(@Nullable InterfaceName link) {
        refused = link;
    }

    public void flush() {
        policy = null;
        links.clear();
        bindings.clear();
        guards.clear();
    }

    public @Nullable SourceFilterPolicy policy() {
        return policy;
    }

    @Override
    public void install(SourceFilterPolicy wanted) {
        requireWorking();
        policy = wanted;
    }

    private void requireWorking() {
        if (broken) {
            throw new KernelException("told to fail");
        }
    }

    @Override
    public SourceFilterState observe() {
        requireWorking();
        return new SourceFilterState(links, bindings, guards);
    }

    @Override
    public void change(SourceFilterState added, SourceFilterState removed) {
        requireWorking();
        if (policy == null) {
            throw new KernelException("no such table");
        }
        if (refused != null && added.guestLinks().contains(refused)) {
            throw new KernelException("told to refuse " + refused);
        }
        bindings.removeAll(removed.bindings());
        links.removeAll(removed.guestLinks());
        links.addAll(added.guestLinks());
        bindings.addAll(added.bindings());
        guards.removeAll(removed.guards());
        guards.addAll(added.guards());
    }

    @Override
    public void close() {}
}
