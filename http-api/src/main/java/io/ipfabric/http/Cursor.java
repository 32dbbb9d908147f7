package io.ipfabric.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a part of a list ended: the key of its last item, so that what comes or goes meanwhile moves no other item between parts. The text begins with a
 * check of list and key; it is no secret, but a broken cursor, or one of another list, is found by it.
 */
final class Cursor {

    static final int LENGTH_MAX = 512;

    private static final int CHECK_BYTES = 6;

    private Cursor() {}

    /** @param list which one it is, with its filters */
    static String of(String list, String lastKey) {
        var key = lastKey.getBytes(StandardCharsets.UTF_8);
        var check = check(list, key);
        var bytes = Arrays.copyOf(check, CHECK_BYTES + key.length);
        System.arraycopy(key, 0, bytes, CHECK_BYTES, key.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty if the text is no cursor of this list. */
    static Optional<String> lastKey(String list, String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length <= CHECK_BYTES) {
                return Optional.empty();
            }
            var key = Arrays.copyOfRange(bytes, CHECK_BYTES, bytes.length);
            return Arrays.equals(check(list, key), Arrays.copyOf(bytes, CHECK_BYTES))
                    ? Optional.of(new String(key, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] check(String list, byte[] key) {
        return Arrays.copyOf(Digests.sha256(list.getBytes(StandardCharsets.UTF_8), new byte[] {0}, key), CHECK_BYTES);
    }
}
