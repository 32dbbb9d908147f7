package io.ipfabric.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.logs.CurrentTrace;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of every answer that is an error (RFC 9457, section 3), with {@code field} and {@code trace_id} as its extensions.
 *
 * @param type stable URI of the catalogue
 * @param title of the type
 * @param status HTTP status code, repeated
 * @param detail what was wrong with this request
 * @param field which field was wrong; absent: none in particular
 * @param traceId of the request, as the logs have it; absent where the problem is not the answer but a part of a resource
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem")
public record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @JsonProperty("trace_id") @Nullable String traceId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** As a part of a resource. */
    public static ProblemDocument of(Problem problem) {
        return of(problem, null);
    }

    /** As the answer to the current request. */
    static ProblemDocument answer(Problem problem) {
        return of(problem, CurrentTrace.find().map(TraceContext::traceId).orElse(null));
    }

    private static ProblemDocument of(Problem problem, @Nullable String traceId) {
        var type = problem.type();
        return new ProblemDocument(type.uri(), type.title(), type.status(), problem.detail(), problem.field(), traceId);
    }

    public static Response response(Problem problem) {
        var response = Response.status(problem.type().status()).type(MEDIA_TYPE).entity(answer(problem));
        challenge(problem.type()).ifPresent(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
        return response.build();
    }

    /** What {@code WWW-Authenticate} says of a refusal (RFC 6750, section 3). */
    static Optional<String> challenge(ProblemType type) {
        return switch (type.status()) {
            case 401 -> Optional.of("Bearer");
            case 403 -> Optional.of("Bearer error=\"insufficient_scope\"");
            default -> Optional.empty();
        };
    }
}
