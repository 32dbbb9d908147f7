package io.ipfabric.contracts.value;

import java.util.regex.Pattern;

/** The shapes of names, in one place. */
final class Name {

    /** RFC 1123 label: it names routers, appears in paths, keys and FRR host names. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** RFC 9562, section 4, in the case that it recommends for output. */
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Name() {}

    static String label(String what, String text) {
        if (!LABEL.matcher(text).matches()) {
            throw InvalidValueException.of(
                    "a " + what + " is 1 to 63 characters of [a-z0-9-], starting and ending with a letter or digit",
                    text);
        }
        return text;
    }

    static String uuid(String what, String text) {
        return matching("a " + what + " is a UUID in lower case", UUID, text);
    }

    static String matching(String rule, Pattern shape, String text) {
        if (!shape.matcher(text).matches()) {
            throw InvalidValueException.of(rule, text);
        }
        return text;
    }
}
