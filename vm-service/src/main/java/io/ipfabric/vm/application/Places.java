package io.ipfabric.vm.application;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many may wait or follow at once. Thread-safe. */
public final class Places {

    private final Semaphore free;

    public Places(int count) {
        free = new Semaphore(count);
    }

    /** @return empty: all are taken */
    public Optional<Place> take() {
        return free.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    /** It is given back once, however often its end is told: a cancellation is told also after the end that came before it. */
    public final class Place {

        private final AtomicBoolean given = new AtomicBoolean();

        private Place() {}

        public void giveBack() {
            if (!given.getAndSet(true)) {
                free.release();
            }
        }
    }
}
