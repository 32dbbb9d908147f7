package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait for a VM that it changed, whichever replica changed it. Nobody holds a thread, and only those are woken whose VM it was. A change is
 * a hint to look: what is to be known is in the database.
 */
@ApplicationScoped
public class VmChanges {

    private final Vertx vertx;
    private final Map<VmId, Set<Watch>> watches = new ConcurrentHashMap<>();

    @Inject
    VmChanges(Vertx vertx) {
        this.vertx = vertx;
    }

    public void changed(VmId vm) {
        watches.getOrDefault(vm, Set.of()).forEach(Watch::wake);
    }

    /** Changes may have been missed: everybody looks. */
    public void changed() {
        watches.values().forEach(all -> all.forEach(Watch::wake));
    }

    /** Every change from now on ends a wait, also one that begins after it. Close it. */
    public Watch watch(VmId vm) {
        var watch = new Watch(vm);
        watches.compute(vm, (_, known) -> {
            var all = known == null ? ConcurrentHashMap.<Watch>newKeySet() : known;
            all.add(watch);
            return all;
        });
        return watch;
    }

    /** How many are open. */
    int watching() {
        return watches.values().stream().mapToInt(Set::size).sum();
    }

    /** For one who waits again and again: one wait at a time. */
    public final class Watch implements AutoCloseable {

        private final VmId vm;
        /** Guarded by this. */
        private boolean changed;
        /** Guarded by this; absent: nobody waits now. */
        private @Nullable Runnable waiting;

        private Watch(VmId vm) {
            this.vm = vm;
        }

        /** Completes on the caller's Vert.x context, where its sessions must stay, at the next change or after {@code atMost}. */
        public Uni<Void> next(Duration atMost) {
            return Uni.createFrom().emitter(emitter -> {
                Context context = vertx.getOrCreateContext();
                Runnable awakened = () -> context.runOnContext(_ -> emitter.complete(null));
                long timer = vertx.setTimer(Math.max(1, atMost.toMillis()), _ -> wake());
                emitter.onTermination(() -> {
                    vertx.cancelTimer(timer);
                    forget(awakened);
                });
                await(awakened);
            });
        }

        private void await(Runnable awakened) {
            synchronized (this) {
                if (!changed) {
                    waiting = awakened;
                    return;
                }
                changed = false;
            }
            awakened.run();
        }

        private void wake() {
            Runnable awakened;
            synchronized (this) {
                awakened = waiting;
                waiting = null;
                changed = awakened == null;
            }
            if (awakened != null) {
                awakened.run();
            }
        }

        /** Who was awakened may wait again before this is called. */
        @SuppressWarnings("ReferenceEquality") // That very wait.
        private synchronized void forget(Runnable wait) {
            if (waiting == wait) {
                waiting = null;
            }
        }

        @Override
        public void close() {
            watches.computeIfPresent(vm, (_, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
