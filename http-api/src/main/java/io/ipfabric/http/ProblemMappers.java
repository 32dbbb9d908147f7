package io.ipfabric.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.ipfabric.contracts.codec.JsonProblems;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.InvalidValueException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every exception that can leave a resource becomes a problem document. What is not foreseen is logged whole and told as little. */
final class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response refused(ProblemException refusal) {
        return ProblemDocument.response(refusal.problem());
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException failure) {
        return ProblemDocument.response(JsonProblems.of(failure));
    }

    /** The same; the framework has a mapper of its own for this type, which this one replaces. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure) {
        return unreadable(failure);
    }

    @ServerExceptionMapper
    Response invalid(InvalidFieldException failure) {
        return ProblemDocument.response(
                Problem.ofField(ProblemType.INVALID_FIELD, failure.field(), String.valueOf(failure.getMessage())));
    }

    @ServerExceptionMapper
    Response invalid(InvalidValueException failure) {
        return ProblemDocument.response(Problem.of(ProblemType.INVALID_FIELD, String.valueOf(failure.getMessage())));
    }

    /** What the HTTP layer refuses by itself: no such path, method or media type, an unreadable body. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refusal, UriInfo uri) {
        for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException unreadable) {
                return unreadable(unreadable);
            }
            if (cause instanceof ProblemException problem) {
                return refused(problem);
            }
        }
        int status = refusal.getResponse().getStatus();
        if (status < 400) {
            return refusal.getResponse();
        }
        if (status >= 500) {
            return unforeseen(refusal);
        }
        var type = Arrays.stream(ProblemType.values())
                .filter(candidate -> candidate.status() == status)
                .findFirst()
                .orElse(ProblemType.UNREADABLE);
        return ProblemDocument.response(
                Problem.of(type, "/" + uri.getPath().replaceFirst("^/", "") + ": " + type.title()));
    }

    @ServerExceptionMapper
    Response unforeseen(Throwable failure) {
        LOG.error("a request failed for a reason that was not foreseen", failure);
        return ProblemDocument.response(
                Problem.of(ProblemType.INTERNAL, "the service failed on this request; its log has the reason"));
    }
}
