package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A VM's labels: texts that its owner chose; stored and shown, never interpreted. */
public record Labels(SortedMap<String, String> values) {

    public static final int COUNT_MAX = 32;
    public static final int VALUE_LENGTH_MAX = 255;
    public static final Labels NONE = new Labels(new TreeMap<>());

    private static final String FIELD = "labels";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    public Labels {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** @throws InvalidFieldException naming the limit that the texts exceed */
    public static Labels of(Map<String, ? extends @Nullable String> texts) {
        if (texts.size() > COUNT_MAX) {
            throw new InvalidFieldException(FIELD, "has more than " + COUNT_MAX + " entries");
        }
        var checked = new TreeMap<String, String>();
        texts.forEach((key, value) -> checked.put(checkedKey(key), checkedValue(key, value)));
        return new Labels(checked);
    }

    private static String checkedKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidFieldException(
                    FIELD,
                    "has a key that is not 1 to 63 characters of [A-Za-z0-9._/-], starting and ending with a letter or digit");
        }
        return key;
    }

    private static String checkedValue(String key, @Nullable String value) {
        if (value == null) {
            throw new InvalidFieldException(FIELD + "." + key, "is null");
        }
        if (value.length() > VALUE_LENGTH_MAX || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(
                    FIELD + "." + key, "is longer than " + VALUE_LENGTH_MAX + " characters or has a control character");
        }
        return value;
    }
}
