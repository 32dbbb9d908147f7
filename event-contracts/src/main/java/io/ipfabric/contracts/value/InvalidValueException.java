package io.ipfabric.contracts.value;

/** A text that is not what its type says. The message names the type, the rule and the (shortened) text; it is safe to show. */
public final class InvalidValueException extends IllegalArgumentException {

    private static final int SHOWN_CHARACTERS_MAX = 80;

    private InvalidValueException(String message) {
        super(message);
    }

    /**
     * @param rule what the value must be, for example {@code "a VM id is 1 to 64 characters of [A-Za-z0-9._-]"}
     * @param text what was given
     */
    public static InvalidValueException of(String rule, String text) {
        return new InvalidValueException(rule + ", not \"" + shown(text, SHOWN_CHARACTERS_MAX) + '"');
    }

    /** A stranger's text as it may be shown: shortened, without control characters. */
    public static String shown(String text, int charactersMax) {
        var printable = new StringBuilder();
        text.codePoints().limit(charactersMax).forEach(c -> printable.appendCodePoint(isPrintable(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > charactersMax ? printable + "…" : printable.toString();
    }

    /** Neither a control character (databases refuse some, terminals obey some) nor half a character. */
    public static boolean isPrintable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
