package io.ipfabric.http.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.credentials.Role;
import io.ipfabric.http.RequestTrace;
import io.ipfabric.logs.CurrentTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what: one line for each writing request, refused ones too, when its answer is out. A line is a JSON object of ASCII letters, so no
 * request can forge a second one; it has nothing of token, query or body. Its category is its own, to be sent where it is kept. Requests of strangers have
 * another, which is not below it: whoever can reach a service could fill the disk with them, and what is kept must not be lost over it.
 */
@ApplicationScoped
class AuditLog {

    private static final Logger CALLERS = Logger.getLogger("io.ipfabric.audit");
    private static final Logger STRANGERS = Logger.getLogger("io.ipfabric.strangers");

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern REQUEST_ID_FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int PATH_LENGTH_MAX = 300;

    private final ObjectWriter writer;

    @Inject
    AuditLog(ObjectMapper mapper) {
        this.writer = mapper.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    /**
     * @param time when the request came
     * @param request its id, which the answer has as {@code X-Request-Id}
     * @param trace by which the logs of all services have what came of it
     * @param subject absent: a stranger
     * @param role absent: none
     * @param path as it was asked for, without the query; cut at 300 characters
     * @param status absent: the caller was gone before the answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String time,
            String request,
            @Nullable String trace,
            @Nullable String subject,
            @Nullable String role,
            String method,
            String path,
            @Nullable Integer status) {}

    /** Gives the request its id, which a caller may have chosen, and notes what comes of it. */
    void follow(RoutingContext context) {
        var time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var wished = context.request().getHeader(REQUEST_ID);
        var id = wished != null && REQUEST_ID_FORM.matcher(wished).matches()
                ? wished
                : UUID.randomUUID().toString();
        context.response().putHeader(REQUEST_ID, id);
        if (!AccessRules.isReading(context.request().method().name())) {
            context.addEndHandler(ended -> log(context, line(context, time, id, ended.succeeded())));
        }
    }

    private static void log(RoutingContext context, String line) {
        var category = TokenGate.caller(context).isPresent() ? CALLERS : STRANGERS;
        CurrentTrace.during(RequestTrace.of(context).orElse(null), null, () -> category.info(line));
    }

    private String line(RoutingContext context, Instant time, String id, boolean answered) {
        var caller = TokenGate.caller(context);
        var path = String.valueOf(context.request().path());
        return json(new Entry(
                time.toString(),
                id,
                RequestTrace.of(context).map(TraceContext::traceId).orElse(null),
                caller.map(known -> known.subject()).orElse(null),
                caller.map(known -> known.role()).map(Role::toString).orElse(null),
                context.request().method().name(),
                path.length() > PATH_LENGTH_MAX ? path.substring(0, PATH_LENGTH_MAX) : path,
                answered ? context.response().getStatusCode() : null));
    }

    private String json(Entry entry) {
        try {
            return writer.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
