package io.ipfabric.node.adapter.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions that we need, nothing more. Each returns what the C function does, but a failure as the negative
 * errno, as the system call itself would: so no caller can read an errno that another call has overwritten.
 */
final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = function("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVFROM =
            function("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SCHED_SETSCHEDULER =
            function("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN = variadic("open", 2, ADDRESS, JAVA_INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_LONG, ADDRESS);

    private Libc() {}

    static int socket(int domain, int type, int protocol) {
        var state = STATE.get();
        try {
            return result(state, (int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable e) {
            throw unexpected("socket", e);
        }
    }

    static int bind(int descriptor, MemorySegment address) {
        var state = STATE.get();
        try {
            return result(state, (int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw unexpected("bind", e);
        }
    }

    static int getsockname(int descriptor, MemorySegment address, MemorySegment length) {
        var state = STATE.get();
        try {
            return result(state, (int) GETSOCKNAME.invokeExact(state, descriptor, address, length));
        } catch (Throwable e) {
            throw unexpected("getsockname", e);
        }
    }

    static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        var state = STATE.get();
        try {
            int length = (int) value.byteSize();
            return result(state, (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
        } catch (Throwable e) {
            throw unexpected("setsockopt", e);
        }
    }

    static long send(int descriptor, MemorySegment data, int flags) {
        var state = STATE.get();
        try {
            return result(state, (long) SEND.invokeExact(state, descriptor, data, data.byteSize(), flags));
        } catch (Throwable e) {
            throw unexpected("send", e);
        }
    }

    static long recvfrom(int descriptor, MemorySegment data, int flags, MemorySegment sender, MemorySegment length) {
        var state = STATE.get();
        try {
            return result(state, (long)
                    RECVFROM.invokeExact(state, descriptor, data, data.byteSize(), flags, sender, length));
        } catch (Throwable e) {
            throw unexpected("recvfrom", e);
        }
    }

    static int poll(MemorySegment descriptors, int count, int timeoutMillis) {
        var state = STATE.get();
        try {
            return result(state, (int) POLL.invokeExact(state, descriptors, (long) count, timeoutMillis));
        } catch (Throwable e) {
            throw unexpected("poll", e);
        }
    }

    static int eventfd(int value, int flags) {
        var state = STATE.get();
        try {
            return result(state, (int) EVENTFD.invokeExact(state, value, flags));
        } catch (Throwable e) {
            throw unexpected("eventfd", e);
        }
    }

    static long read(int descriptor, MemorySegment data) {
        var state = STATE.get();
        try {
            return result(state, (long) READ.invokeExact(state, descriptor, data, data.byteSize()));
        } catch (Throwable e) {
            throw unexpected("read", e);
        }
    }

    static long write(int descriptor, MemorySegment data) {
        var state = STATE.get();
        try {
            return result(state, (long) WRITE.invokeExact(state, descriptor, data, data.byteSize()));
        } catch (Throwable e) {
            throw unexpected("write", e);
        }
    }

    static int close(int descriptor) {
        var state = STATE.get();
        try {
            return result(state, (int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw unexpected("close", e);
        }
    }

    static int schedSetscheduler(int thread, int policy, MemorySegment parameter) {
        var state = STATE.get();
        try {
            return result(state, (int) SCHED_SETSCHEDULER.invokeExact(state, thread, policy, parameter));
        } catch (Throwable e) {
            throw unexpected("sched_setscheduler", e);
        }
    }

    static int open(MemorySegment path, int flags) {
        var state = STATE.get();
        try {
            return result(state, (int) OPEN.invokeExact(state, path, flags));
        } catch (Throwable e) {
            throw unexpected("open", e);
        }
    }

    static int ioctl(int descriptor, long request, MemorySegment argument) {
        var state = STATE.get();
        try {
            return result(state, (int) IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (Throwable e) {
            throw unexpected("ioctl", e);
        }
    }

    private static int result(MemorySegment state, int returned) {
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    private static long result(MemorySegment state, long returned) {
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    /** @param fixed how many parameters come before the variable ones */
    private static MethodHandle variadic(String name, int fixed, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    /** {@code invokeExact} may throw anything by its signature; a downcall itself throws only where its handle does not fit its use. */
    private static IllegalStateException unexpected(String function, Throwable cause) {
        return new IllegalStateException("cannot call " + function + " of the C library", cause);
    }
}
