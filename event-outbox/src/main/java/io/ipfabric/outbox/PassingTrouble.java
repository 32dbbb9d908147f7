package io.ipfabric.outbox;

import com.fasterxml.jackson.core.JacksonException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Which failures pass by themselves: a database that restarts, a lost connection, a deadlock, a full pool. */
final class PassingTrouble {

    private PassingTrouble() {}

    static boolean is(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refused) {
                return passes(refused.getSqlState());
            }
            if (cause instanceof JacksonException) {
                // An IOException by its type, but what cannot be read today cannot be read tomorrow.
                return false;
            }
            if (cause instanceof IOException || cause instanceof TimeoutException || isConnectionLoss(cause)) {
                return true;
            }
        }
        return false;
    }

    /** SQLSTATE classes (PostgreSQL documentation, appendix A): connection, transaction rollback, resources, operator intervention. */
    private static boolean passes(String state) {
        return state.startsWith("08") || state.startsWith("40") || state.startsWith("53") || state.startsWith("57");
    }

    /** The Vert.x clients say it in words only. */
    private static boolean isConnectionLoss(Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        return cause.getClass().getName().startsWith("io.vertx.")
                && (message.contains("onnection") || message.contains("closed") || message.contains("imeout"));
    }
}
