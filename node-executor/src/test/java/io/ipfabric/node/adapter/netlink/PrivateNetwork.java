package io.ipfabric.node.adapter.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test method on a thread of its own in a network namespace of its own, which goes with the thread and its sockets.
 * The machine's own network is never seen. Processes that the test starts, {@code /proc/sys/net} and {@code /dev/net/tun} follow
 * the thread into its namespace.
 */
public final class PrivateNetwork implements InvocationInterceptor {

    private static final int CLONE_NEWNET = 0x40000000;
    private static final MethodHandle UNSHARE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("unshare"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        runInside(invocation, extensionContext);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        runInside(invocation, extensionContext);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        runInside(invocation, extensionContext);
    }

    private static void runInside(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        var thread = context.getStore(ExtensionContext.Namespace.create(PrivateNetwork.class))
                .computeIfAbsent(PrivateThread.class, _ -> new PrivateThread(), PrivateThread.class);
        var failure = new AtomicReference<@Nullable Throwable>();
        thread.executor
                .submit(() -> {
                    try {
                        thread.enter();
                        invocation.proceed();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                })
                .get();
        var thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Of one test method with what comes before it; closed by the framework. */
    private static final class PrivateThread implements AutoCloseable {

        private final ExecutorService executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("private-network").factory());
        private boolean entered;

        void enter() throws Throwable {
            if (!entered) {
                PrivateNetwork.enter();
                entered = true;
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    private static void enter() throws Throwable {
        if ((int) UNSHARE.invokeExact(CLONE_NEWNET) != 0) {
            throw new AssertionError("These tests need root (CAP_SYS_ADMIN and CAP_NET_ADMIN): "
                    + "they make network namespaces of their own. Run them as root or under 'unshare -r -n'.");
        }
        run("ip link set lo up");
    }

    /** Runs a command line in the calling thread's namespace and returns what it printed; words are split at spaces. */
    public static String run(String commandLine) {
        return run(commandLine, "");
    }

    /** @param input given to the command's standard input */
    public static String run(String commandLine, String input) {
        try {
            var process = new ProcessBuilder(commandLine.split(" ", -1))
                    .redirectErrorStream(true)
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(commandLine + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(commandLine + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(commandLine + " was interrupted", e);
        }
    }
}
