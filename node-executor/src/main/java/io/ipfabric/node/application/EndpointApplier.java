package io.ipfabric.node.application;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.EndpointPlan;
import io.ipfabric.node.domain.FilterChange;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelOperation.DeleteLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.StraySweep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does what the plans say and keeps the mirror true to it. The plans of one pass are applied together, step by step (all of
 * {@code before}, one change of the filter, all of {@code after}), so that a hundred endpoints cost a few messages; one
 * endpoint's failure stops its own further steps and no other's. Deleting a link takes the kernel milliseconds: it is put
 * aside for when there is nothing better to do. Runs in the loop's thread alone.
 */
final class EndpointApplier {

    /** A link is made, then shaped, then set up, then routed to; a fifth round finds nothing to do. */
    private static final int ROUNDS_MAX = 5;

    private final Kernel kernel;
    private final SourceFilter filter;
    private final KernelMirror mirror;
    private final AgentMeters meters;
    private final Set<DeleteLink> doomed = new LinkedHashSet<>();

    EndpointApplier(Kernel kernel, SourceFilter filter, KernelMirror mirror, AgentMeters meters) {
        this.kernel = kernel;
        this.filter = filter;
        this.mirror = mirror;
        this.meters = meters;
    }

    /**
     * Brings the endpoints to what their plans say, planning anew until nothing is left.
     *
     * @return what failed, for people; an endpoint without an entry is as it should be
     */
    Map<VmId, String> apply(Collection<VmId> vms, Function<VmId, EndpointPlan> planner) {
        var failures = new HashMap<VmId, String>();
        Collection<VmId> rest = vms;
        for (int round = 0; round < ROUNDS_MAX && !rest.isEmpty(); round++) {
            var plans = new LinkedHashMap<VmId, EndpointPlan>();
            for (var vm : rest) {
                var plan = putAsideDeletions(planner.apply(vm));
                if (!plan.isEmpty()) {
                    plans.put(vm, plan);
                }
            }
            run(plans, failures);
            plans.keySet().removeAll(failures.keySet());
            rest = List.copyOf(plans.keySet());
        }
        rest.forEach(vm -> failures.put(vm, "it differs still after " + ROUNDS_MAX + " rounds"));
        return failures;
    }

    private EndpointPlan putAsideDeletions(EndpointPlan plan) {
        var after = new ArrayList<KernelOperation>();
        for (var operation : plan.after()) {
            if (operation instanceof DeleteLink deletion) {
                doomed.add(deletion);
            } else {
                after.add(operation);
            }
        }
        return new EndpointPlan(plan.before(), plan.filter(), after);
    }

    private void run(Map<VmId, EndpointPlan> plans, Map<VmId, String> failures) {
        step(plans, EndpointPlan::before, failures);
        changeFilter(plans, failures);
        step(plans, EndpointPlan::after, failures);
    }

    private void step(
            Map<VmId, EndpointPlan> plans,
            Function<EndpointPlan, List<KernelOperation>> step,
            Map<VmId, String> failures) {
        var owners = new ArrayList<VmId>();
        var operations = new ArrayList<KernelOperation>();
        plans.forEach((vm, plan) -> {
            if (!failures.containsKey(vm)) {
                step.apply(plan).forEach(operation -> {
                    owners.add(vm);
                    operations.add(operation);
                });
            }
        });
        var outcomes = perform(operations);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof OperationOutcome.Failed failed) {
                failures.putIfAbsent(owners.get(i), describe(failed));
            }
        }
    }

    private static String describe(OperationOutcome.Failed failed) {
        return failed.error() + " (" + failed.message() + ") from " + failed.operation();
    }

    private List<OperationOutcome> perform(List<KernelOperation> operations) {
        if (operations.isEmpty()) {
            return List.of();
        }
        List<OperationOutcome> outcomes;
        try {
            outcomes = kernel.apply(operations);
        } catch (KernelException e) {
            outcomes = operations.stream()
                    .<OperationOutcome>map(o -> new OperationOutcome.Failed(o, "EIO", String.valueOf(e.getMessage())))
                    .toList();
        }
        for (var outcome : outcomes) {
            switch (outcome) {
                case OperationOutcome.Done(var operation) -> follow(operation);
                case OperationOutcome.Failed _ -> meters.failures(1);
            }
        }
        return outcomes;
    }

    private void follow(KernelOperation operation) {
        mirror.done(operation);
        switch (operation) {
            case KernelOperation.CreateTap tap -> refresh(tap.name().value());
            case KernelOperation.CreateVeth veth -> refresh(veth.name().value());
            case KernelOperation.SetLink link -> refresh(link.index());
            case KernelOperation.AddAlternativeName link -> refresh(link.index());
            case KernelOperation.RouteOperation _,
                    DeleteLink _,
                    KernelOperation.ConfigureGuestLink _,
                    KernelOperation.AddAddress _,
                    KernelOperation.DeleteAddress _,
                    KernelOperation.PutNeighbor _,
                    KernelOperation.ResolveNeighbor _,
                    KernelOperation.DeleteNeighbor _ -> {}
        }
    }

    /**
     * Reads a link back into the mirror, which may be behind the kernel or before what the kernel tells; best effort, because the
     * audit and the kernel's events come after.
     */
    void refresh(int index) {
        try {
            kernel.link(index).ifPresentOrElse(mirror::put, () -> mirror.removeLink(index));
        } catch (KernelException e) {
            meters.failures(1);
        }
    }

    /** The same for a link that may be one that is not known yet. */
    void refresh(String name) {
        try {
            kernel.link(name).ifPresent(mirror::put);
        } catch (KernelException e) {
            meters.failures(1);
        }
    }

    private void changeFilter(Map<VmId, EndpointPlan> plans, Map<VmId, String> failures) {
        var changes = new LinkedHashMap<VmId, FilterChange>();
        plans.forEach((vm, plan) -> {
            if (!failures.containsKey(vm) && !plan.filter().isEmpty()) {
                changes.put(vm, plan.filter());
            }
        });
        var together = changes.values().stream().reduce(FilterChange.NONE, FilterChange::and);
        if (changeFilter(together) == null) {
            return;
        }
        // One of them is at fault: each alone, so that the others pass.
        changes.forEach((vm, change) -> {
            var failure = changeFilter(change);
            if (failure != null) {
                failures.put(vm, failure);
            }
        });
    }

    private @Nullable String changeFilter(FilterChange change) {
        if (change.isEmpty()) {
            return null;
        }
        try {
            filter.change(change.added(), change.removed());
            mirror.done(change);
            return null;
        } catch (KernelException e) {
            meters.failures(1);
            return "source filter: " + e.getMessage();
        }
    }

    /** What belongs to no endpoint; what fails is found by the audit. */
    void aside(List<KernelOperation> operations) {
        perform(operations);
    }

    /** Makes the router hear of a route that it lost. */
    void tellAgain(KernelRoute route) {
        perform(RouterRepair.tellAgain(route));
    }

    /** Takes away what belongs to nobody. */
    void sweep(StraySweep sweep) {
        perform(sweep.routes());
        changeFilter(sweep.filter());
        for (var operation : sweep.links()) {
            if (operation instanceof DeleteLink deletion) {
                doomed.add(deletion);
            }
        }
    }

    boolean hasDoomedLinks() {
        return !doomed.isEmpty();
    }

    /**
     * Deletes one link that was put aside.
     *
     * @param wanted whether an endpoint uses the link after all: a VM of the same name may have come since
     */
    void deleteOne(Predicate<String> wanted) {
        var next = doomed.iterator();
        var deletion = next.next();
        next.remove();
        var link = mirror.link(deletion.index());
        if (link.isPresent() && link.get().owned() && !wanted.test(deletion.name())) {
            perform(List.of(deletion));
        }
    }
}
