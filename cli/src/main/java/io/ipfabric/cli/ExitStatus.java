package io.ipfabric.cli;

import io.ipfabric.cli.Api.ApiException;
import org.apache.kafka.common.errors.TimeoutException;

/** What the program ends with, for scripts. */
final class ExitStatus {

    static final int OK = 0;
    /** A service refused, or something failed. */
    static final int REFUSED = 1;
    /** The command line is wrong: nothing was asked of anybody. picocli's own. */
    static final int USAGE = 2;
    /** There is no such thing. */
    static final int NOT_FOUND = 3;
    /** A service or the broker does not answer, or cannot now. Again later it may. */
    static final int UNREACHABLE = 4;
    /** It was accepted, and its effect was not observed within {@code --wait}. */
    static final int NOT_YET = 5;

    private ExitStatus() {}

    static int of(Exception failure) {
        if (failure instanceof ApiException refusal) {
            return refusal.exitStatus();
        }
        // A Kafka client tries until its time is over, and says that something else failed by that.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return UNREACHABLE;
            }
        }
        return REFUSED;
    }

    /** @param status of an HTTP answer that is a problem */
    static int ofRefusal(int status) {
        return switch (status) {
            case 404 -> NOT_FOUND;
            case 502, 503, 504 -> UNREACHABLE;
            default -> REFUSED;
        };
    }
}
