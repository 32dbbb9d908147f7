package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.network.Namespaces;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the guests as they should be. The changes of one VM happen one after another, those of different VMs beside each other: taking
 * one guest away takes longer than attaching the next may. What failed is tried again with {@link #retry}. Used by one thread.
 */
final class Guests {

    private static final Logger LOG = Logger.getLogger(Guests.class.getName());

    /** A real migration's last round takes some time too. */
    private static final Duration SUITS_WITHIN = Duration.ofMillis(300);

    /**
     * What is said once may be lost. The pauses are QEMU's first ones. After them the interface that the guest left goes: whoever emulates the machine
     * there ends when it runs elsewhere.
     */
    private static final List<Duration> ANNOUNCED_AGAIN = List.of(Duration.ofMillis(50), Duration.ofMillis(150));

    /**
     * A guest that is said to run elsewhere does, as a rule: nobody waits for what is left to be done about it, and the nodes have work to do at that moment.
     */
    private static final Duration AFTER_THE_FACT = Duration.ofMillis(100);

    /** More than any guest needs; one that needs more is tried again at the pace of {@link #retry}. */
    private static final int STEPS_MAX = 10;

    private final GuestNetwork network;
    private final MoveLog moves;
    private final Executor workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<VmId, CompletableFuture<Outcome>> running = new HashMap<>();
    /** Read by the workers too: a guest that waits for its time looks whether it is still to go. */
    private final Map<VmId, Guest> wanted = new ConcurrentHashMap<>();

    private enum Outcome {
        DONE,
        TRY_AGAIN
    }

    Guests(GuestNetwork network, MoveLog moves) {
        this.network = network;
        this.moves = moves;
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
        submit(vm, () -> bringAbout(vm, before, guest));
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
                submit(vm, () -> bringAbout(vm, guest, guest));
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

    private Outcome bringAbout(VmId vm, Optional<Guest> before, Optional<Guest> after) {
        before.filter(old -> after.filter(old::isSameMachineAs).isEmpty()).ifPresent(old -> {
            network.remove(old.namespace());
            LOG.info(() -> old.name() + " left " + old.node());
        });
        if (after.isEmpty()) {
            return Outcome.DONE;
        }
        if (before.filter(old -> isElsewhere(old, after.get())).isPresent()) {
            pause(AFTER_THE_FACT);
        }
        return place(vm, after.get());
    }

    private static boolean isElsewhere(Guest before, Guest after) {
        return before.isSameMachineAs(after) && !before.node().equals(after.node());
    }

    private Outcome place(VmId vm, Guest guest) {
        for (int step = 0; step < STEPS_MAX; step++) {
            var links = network.links(guest);
            if (step == 0 && links.active().isPresent() && links.has(GuestLinks.LEFT)) {
                // It was moved by somebody else, or in an earlier life: what it left is not deleted at the moment of
                // the move.
                announceAgain(guest);
            }
            if (guest.iface().kind() == InterfaceKind.TAP && links.active().isEmpty()) {
                // A tap's other end is a file of the program that emulates the machine; there is none in the lab.
                LOG.warning(() ->
                        guest.name() + " has a tap, which the agent makes: the lab has no guest to put behind it");
                return Outcome.DONE;
            }
            var progress = take(vm, guest, PlacementStep.next(guest, links));
            if (progress.isPresent()) {
                return progress.get();
            }
        }
        throw new IllegalStateException(guest.name() + " is not where it should be after " + STEPS_MAX + " steps");
    }

    /** @return empty if another step may follow */
    private Optional<Outcome> take(VmId vm, Guest guest, PlacementStep step) {
        switch (step) {
            case PlacementStep.Delete(var spare) -> network.delete(guest, spare);
            case PlacementStep.Prepare(var node) -> {
                if (!network.prepare(guest, node)) {
                    return Optional.of(Outcome.TRY_AGAIN);
                }
                LOG.info(() -> guest.name() + " is prepared on " + node);
            }
            case PlacementStep.Attach(var node) -> {
                network.attach(guest);
                LOG.info(() -> guest.name() + " attached on " + node + " as "
                        + guest.iface().name());
            }
            case PlacementStep.SetAddresses _ -> {
                network.setAddresses(guest);
                LOG.info(() -> guest.name() + " has " + guest.addresses());
            }
            case PlacementStep.Swap swap -> {
                network.rehearse(guest);
                if (swap.whenItSuits() && !awaitItsTime(vm, guest)) {
                    return Optional.of(Outcome.DONE);
                }
                swap(guest, swap);
            }
            case PlacementStep.Nothing _ -> {
                return Optional.of(Outcome.DONE);
            }
        }
        return Optional.empty();
    }

    /** @return false if something else is due by now; that waits for this step to end */
    private boolean awaitItsTime(VmId vm, Guest guest) {
        pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(SUITS_WITHIN.toMillis())));
        return guest.equals(wanted.get(vm));
    }

    private void swap(Guest guest, PlacementStep.Swap swap) {
        var move = network.swap(guest, swap.source(), swap.target(), () -> {});
        moves.append(move);
        LOG.info(() -> "%s moved from %s to %s, detached at %s, absent for %d µs"
                .formatted(
                        guest.name(),
                        swap.source(),
                        swap.target(),
                        move.detached(),
                        TimeUnit.NANOSECONDS.toMicros(move.absence().toNanos())));
        announceAgain(guest);
    }

    private void announceAgain(Guest guest) {
        for (var pause : ANNOUNCED_AGAIN) {
            pause(pause);
            network.announce(guest);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
