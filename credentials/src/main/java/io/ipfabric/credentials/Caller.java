package io.ipfabric.credentials;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as a token says.
 *
 * @param subject 1 to 128 characters, none of them a control character: it is logged, and kept with what an operator forces
 * @param role absent: known, and allowed nothing
 */
public record Caller(String subject, @Nullable Role role) implements Principal {

    public static final int SUBJECT_LENGTH_MAX = 128;

    public Caller {
        requireSubject(subject);
    }

    /** @throws IllegalArgumentException if a token must not have such a subject */
    static void requireSubject(String subject) {
        if (subject.isBlank()
                || subject.length() > SUBJECT_LENGTH_MAX
                || !subject.codePoints().allMatch(Caller::isPrintable)) {
            throw new IllegalArgumentException(
                    "a subject has 1 to " + SUBJECT_LENGTH_MAX + " printable characters, and not only spaces");
        }
    }

    public boolean mayDo(Role needed) {
        return role != null && role.covers(needed);
    }

    @Override
    public String getName() {
        return subject;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
