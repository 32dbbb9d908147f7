package io.ipfabric.http.writes;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a caller calls one request by, however often it is sent. The header's value is a quoted string (draft-ietf-httpapi-idempotency-key-header, section 2.1; RFC 8941, section
 * 3.3.3); clients that leave out the quotes are understood, too, and mean the same key.
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";
    static final int LENGTH_MAX = 255;

    /** RFC 8941: printable ASCII; a quote and a backslash have a backslash before them. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])+)\"");

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9!#$%&'*+./:=@^_`|~-]+");

    /**
     * @param lines of the header; none: the request has no key
     * @throws InvalidFieldException naming the header
     */
    static Optional<IdempotencyKey> of(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (lines.size() > 1) {
            throw new InvalidFieldException(HEADER, "is there more than once");
        }
        var key = unquoted(lines.getFirst().strip());
        if (key.isEmpty() || key.length() > LENGTH_MAX) {
            throw new InvalidFieldException(
                    HEADER,
                    "is not a text in quotes of 1 to " + LENGTH_MAX + " ASCII characters, like \"8e03978e-40d5\"");
        }
        return Optional.of(new IdempotencyKey(key));
    }

    /** Empty if it is no key. */
    private static String unquoted(String text) {
        var quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return quoted.group(1).replaceAll("\\\\(.)", "$1");
        }
        return BARE.matcher(text).matches() ? text : "";
    }
}
