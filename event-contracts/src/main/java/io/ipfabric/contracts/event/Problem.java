package io.ipfabric.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * Why something was refused: the members of an RFC 9457 problem that do not depend on HTTP.
 *
 * @param type the kind of problem, from the catalogue
 * @param detail what was wrong with this request, for a person
 * @param field which field was wrong, as a path in the JSON; absent: none in particular
 */
public record Problem(
        ProblemType type, String detail, @Nullable String field) {

    public Problem {
        Fields.required(type, "type");
        Fields.required(detail, "detail");
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null);
    }

    public static Problem ofField(ProblemType type, String field, String detail) {
        return new Problem(type, detail, field);
    }
}
