package io.ipfabric.lab.socket;

/** The kernel said no; the message has what was tried and the errno. */
public final class SocketException extends RuntimeException {

    SocketException(String message) {
        super(message);
    }

    /** @param result of a function of {@link Libc} */
    static int check(int result, String what) {
        return (int) check((long) result, what);
    }

    static long check(long result, String what) {
        if (result < 0) {
            throw new SocketException("cannot " + what + ": errno " + -result);
        }
        return result;
    }
}
