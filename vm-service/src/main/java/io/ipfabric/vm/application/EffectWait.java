package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until something is so of a VM. It looks when the VM changed, on whatever replica, and every {@link #RECHECK} in case that nobody said so. A wait that
 * is cancelled, since its client is gone, costs nothing from then on.
 */
@ApplicationScoped
public class EffectWait {

    static final int WAITING_MAX = 1_000;
    static final Duration RECHECK = Duration.ofSeconds(2);

    private final VmChanges changes;
    private final Places places;

    @Inject
    EffectWait(VmChanges changes) {
        this(changes, WAITING_MAX);
    }

    EffectWait(VmChanges changes, int waitingMax) {
        this.changes = changes;
        this.places = new Places(waitingMax);
    }

    /**
     * @param answer the first that will do, or else the last one
     * @param waited false: too many wait already, so that the answer is the one of the moment
     */
    public record Waited<T>(T answer, boolean waited) {}

    public <T> Uni<Waited<T>> until(
            VmId vm, Predicate<? super T> enough, Duration atMost, Supplier<Uni<? extends T>> question) {
        return Uni.createFrom().deferred(() -> places.take()
                .map(place -> this.<T>waiting(place, vm, enough, atMost, question))
                .orElseGet(() -> Uni.createFrom().deferred(question).map(answer -> new Waited<T>(answer, false))));
    }

    private <T> Uni<Waited<T>> waiting(
            Places.Place place,
            VmId vm,
            Predicate<? super T> enough,
            Duration atMost,
            Supplier<Uni<? extends T>> question) {
        // Before the first look: what changes after it is not missed.
        var watch = changes.watch(vm);
        return ask(watch, enough, System.nanoTime() + atMost.toNanos(), question)
                .onTermination()
                .invoke(() -> {
                    watch.close();
                    place.giveBack();
                })
                .map(answer -> new Waited<>(answer, true));
    }

    private <T> Uni<T> ask(
            VmChanges.Watch watch, Predicate<? super T> enough, long deadline, Supplier<Uni<? extends T>> question) {
        return Uni.createFrom().deferred(question).chain(answer -> {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            return enough.test(answer) || !left.isPositive()
                    ? Uni.createFrom().item(answer)
                    : watch.next(left.compareTo(RECHECK) < 0 ? left : RECHECK)
                            .chain(() -> ask(watch, enough, deadline, question));
        });
    }
}
