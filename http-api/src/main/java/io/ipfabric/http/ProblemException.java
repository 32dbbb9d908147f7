package io.ipfabric.http;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;

/** A request that is refused; answered as {@code application/problem+json}. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // No stack trace: it is an answer, not a failure.
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(Problem.of(type, detail));
    }

    public static ProblemException ofField(ProblemType type, String field, String detail) {
        return new ProblemException(Problem.ofField(type, field, detail));
    }

    public Problem problem() {
        return problem;
    }
}
