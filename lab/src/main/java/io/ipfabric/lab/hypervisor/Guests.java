package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.network.Namespaces;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the guests as they should be. The changes of one VM happen one after another, those of different VMs beside each other: taking
 * one guest away takes longer than attaching the next may. What failed is tried again with {@link #retry}. Used by one thread.
 */
final class Guests {

    private static final Logger LOG = Logger.getLogger(Guests.class.getName());

    private final GuestNetwork network;
    private final Executor workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<VmId, CompletableFuture<Outcome>> running = new HashMap<>();
    private final Map<VmId, Guest> wanted = new HashMap<>();

    private enum Outcome {
        DONE,
        TRY_AGAIN
    }

    Guests(GuestNetwork network) {
        this.network = network;
    }

    /** Takes away the guests that nobody wants; the others are left as they are for {@link #change}. */
    void removeOthers(Collection<Guest> all) {
        var names = new HashSet<String>();
        all.forEach(guest -> names.add(guest.namespace()));
        for (var namespace : Namespaces.ofGuests()) {
            if (!names.contains(namespace)) {
                LOG.info(() -> "removing " + namespace + ": no VM of its name runs");
                network.remove(namespace);
            }
        }
    }

    /** @param guest as it should be; empty: gone */
    void change(VmId vm, Optional<Guest> guest) {
        var before = Optional.ofNullable(wanted.get(vm));
        if (before.equals(guest)) {
            return;
        }
        guest.ifPresentOrElse(after -> wanted.put(vm, after), () -> wanted.remove(vm));
        submit(vm, () -> bringAbout(before, guest));
    }

    /** Tries again what did not succeed. */
    void retry() {
        for (var vm : Set.copyOf(running.keySet())) {
            var last = running.get(vm);
            if (last == null || !last.isDone()) {
                continue;
            }
            running.remove(vm);
            if (last.join() == Outcome.TRY_AGAIN) {
                var guest = Optional.ofNullable(wanted.get(vm));
                submit(vm, () -> bringAbout(guest, guest));
            }
        }
    }

    private void submit(VmId vm, Step step) {
        var last = running.getOrDefault(vm, CompletableFuture.completedFuture(Outcome.DONE));
        running.put(vm, last.thenApplyAsync(_ -> attempt(vm, step), workers));
    }

    /** One change of one guest. */
    private interface Step {
        Outcome run();
    }

    private static Outcome attempt(VmId vm, Step step) {
        try {
            return step.run();
        } catch (RuntimeException e) {
            // Whatever it is: what failed is tried again, and no other VM is held up.
            LOG.log(Level.WARNING, "guest of VM " + vm + " is not as it should be, trying again", e);
            return Outcome.TRY_AGAIN;
        }
    }

    private Outcome bringAbout(Optional<Guest> before, Optional<Guest> after) {
        before.filter(old -> after.filter(old::isPlacedAs).isEmpty()).ifPresent(old -> {
            network.remove(old.namespace());
            LOG.info(() -> old.name() + " left " + old.node());
        });
        if (after.isEmpty()) {
            return Outcome.DONE;
        }
        return place(after.get());
    }

    private Outcome place(Guest guest) {
        if (!network.isAttached(guest)) {
            if (guest.iface().kind() == InterfaceKind.TAP) {
                // A tap's other end is a file of the program that emulates the machine; there is none in the lab.
                LOG.warning(() ->
                        guest.name() + " has a tap, which the agent makes: the lab has no guest to put behind it");
                return Outcome.DONE;
            }
            if (guest.iface().kind() == InterfaceKind.VETH) {
                if (!network.attachToAgentsPair(guest)) {
                    return Outcome.TRY_AGAIN;
                }
            } else {
                network.attach(guest);
            }
            LOG.info(() -> guest.name() + " attached on " + guest.node() + " as "
                    + guest.iface().name());
        }
        if (!guest.addresses().isEmpty()) {
            network.setAddresses(guest);
            LOG.info(() -> guest.name() + " has " + guest.addresses());
        }
        return Outcome.DONE;
    }
}
