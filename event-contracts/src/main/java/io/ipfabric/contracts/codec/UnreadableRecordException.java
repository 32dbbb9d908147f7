package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import org.jspecify.annotations.Nullable;

/** A record that is no event of its topic; the problem says why. */
public final class UnreadableRecordException extends Exception {

    private final transient Problem problem;

    UnreadableRecordException(ProblemType type, @Nullable String field, String detail) {
        super(field == null ? detail : field + ": " + detail);
        this.problem = new Problem(type, detail, field);
    }

    public Problem problem() {
        return problem;
    }
}
