package io.ipfabric.lab.socket;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work in a named network namespace. A socket stays for ever in the namespace in which it was opened, so only the opening happens there, on
 * a thread of its own: setns(2) moves the calling thread alone, what that thread started would follow it, and no other work may meet it.
 */
public final class NetworkNamespace {

    private static final Path NAMES = Path.of("/run/netns");

    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    private NetworkNamespace() {}

    /**
     * Calls {@code opening} on a platform thread in the namespace; the thread ends with it.
     *
     * @throws SocketException if there is no such namespace
     */
    public static <T> T call(String namespace, Supplier<T> opening) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().name("in-" + namespace).start(() -> {
            try {
                enter(namespace);
                result.complete(opening.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private static void enter(String namespace) {
        try (var scratch = Arena.ofConfined()) {
            var path = scratch.allocateFrom(NAMES.resolve(namespace).toString());
            int descriptor = SocketException.check(Libc.open(path, O_CLOEXEC), "open namespace " + namespace);
            try {
                SocketException.check(Libc.setns(descriptor, CLONE_NEWNET), "enter namespace " + namespace);
            } finally {
                Libc.close(descriptor);
            }
        }
    }
}
