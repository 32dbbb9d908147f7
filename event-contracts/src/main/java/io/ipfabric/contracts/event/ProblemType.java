package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.ipfabric.contracts.value.InvalidValueException;
import java.util.Locale;

/** The catalogue of problems: the same for HTTP answers and {@code vm-rejections}. The text is a stable URI (RFC 9457, section 3.1.1). */
public enum ProblemType {
    /** Not readable at all: no JSON, no CloudEvent, too large. */
    UNREADABLE(400, "The request cannot be read"),
    /** Readable, but a field is missing, unknown or has a wrong value. */
    INVALID_FIELD(400, "A field is missing, unknown or wrong"),
    NOT_AUTHENTICATED(401, "Credentials are missing or wrong"),
    NOT_ALLOWED(403, "These credentials do not allow this"),
    NOT_FOUND(404, "There is no such resource"),
    METHOD_NOT_ALLOWED(405, "The resource does not know this method"),
    NOT_ACCEPTABLE(406, "The resource has no such representation"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not of a supported type"),
    BODY_TOO_LARGE(413, "The body is too large"),
    /** What {@code If-Match} or {@code If-None-Match} asks for does not hold. */
    PRECONDITION_FAILED(412, "The resource is not as the request expects it"),
    /** A request of the same caller with the same {@code Idempotency-Key} has no answer yet. */
    KEY_UNDER_WAY(409, "A request with this idempotency key is under way"),
    KEY_REUSED(422, "The idempotency key belongs to another request"),
    UNKNOWN_CLUSTER(422, "There is no such cluster"),
    UNKNOWN_NODE(422, "There is no such node in the cluster"),
    UNKNOWN_VM(404, "There is no such VM"),
    NAME_TAKEN(409, "The name is taken"),
    ALREADY_EXISTS(409, "It exists already, and differs"),
    ADDRESS_TAKEN(409, "The address is taken"),
    ADDRESS_NOT_IN_POOL(422, "The address is in no pool of the cluster"),
    ADDRESS_RESERVED(409, "The address is reserved"),
    POOL_EXHAUSTED(409, "No free address is left"),
    NO_POOL(409, "The cluster has no pool of this address family"),
    PREFIX_OVERLAPS(409, "The prefix overlaps another pool"),
    /** A fact about a node where the VM is not placed. */
    NOT_PLACED_THERE(409, "The VM is not placed on that node"),
    /** The VM's state does not allow it now. */
    WRONG_STATE(409, "The state does not allow this"),
    /** The guest stays where it was. */
    MIGRATION_FAILED(409, "The migration failed or was cancelled"),
    /** Nothing waits beyond its time that an operator's word could stand for. */
    NOTHING_TO_FORCE(409, "Nothing waits that could be forced"),
    IN_USE(409, "It is still in use"),
    /** Older than what is known already from the same source. */
    OUT_OF_ORDER(409, "A newer fact of the same source was seen before"),
    NOT_SUPPORTED(422, "This version cannot do that yet"),
    INTERNAL(500, "The service failed"),
    UNAVAILABLE(503, "The service cannot answer now");

    private static final String PREFIX = "urn:ip-fabric:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ProblemType of(String uri) {
        for (var type : values()) {
            if (type.uri().equals(uri)) {
                return type;
            }
        }
        throw InvalidValueException.of("a problem type is one of the catalogue", uri);
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    @JsonValue
    public String uri() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return uri();
    }
}
