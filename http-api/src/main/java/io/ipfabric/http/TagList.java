package io.ipfabric.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code If-Match} or {@code If-None-Match}: entity tags, or {@code *}, any (RFC 9110, section 13.1).
 *
 * @param any whatever there is
 * @param strong opaque tags with their quotes, as they were sent
 * @param weak those after {@code W/}
 */
record TagList(boolean any, List<String> strong, List<String> weak) {

    /** RFC 9110, section 8.8.3, without the letters beyond ASCII. */
    private static final Pattern ENTRY = Pattern.compile("\\s*(W/)?(\"[!#-~]*\")\\s*(,|$)");

    private static final int LENGTH_MAX = 4096;

    /**
     * @param lines of the header; none: absent
     * @throws InvalidFieldException naming the header
     */
    static @Nullable TagList of(String header, @Nullable List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return null;
        }
        var text = String.join(",", lines).strip();
        if (text.equals("*")) {
            return new TagList(true, List.of(), List.of());
        }
        var strong = new ArrayList<String>();
        var weak = new ArrayList<String>();
        var entries = ENTRY.matcher(text.length() > LENGTH_MAX ? "" : text);
        int end = 0;
        while (entries.find() && entries.start() == end && end < text.length()) {
            (entries.group(1) == null ? strong : weak).add(entries.group(2));
            end = entries.end();
        }
        if (end != text.length() || text.isEmpty() || text.endsWith(",")) {
            throw new InvalidFieldException(header, "is not * or a list of entity tags, like \"0a1b2c\"");
        }
        return new TagList(false, strong, weak);
    }

    /** Whether one of them is exactly this; absent: there is nothing that could be. */
    boolean matchesStrongly(@Nullable String tag) {
        return tag != null && (any || strong.contains(tag));
    }

    /** Whether one of them stands for the same; absent: there is nothing that could be. */
    boolean matchesWeakly(@Nullable String tag) {
        return tag != null && (any || strong.contains(tag) || weak.contains(tag));
    }
}
