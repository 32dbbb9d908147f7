package io.ipfabric.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A resource as it is shown.
 *
 * @param json exactly what is sent
 */
public record Representation(String json) {

    public static final String MEDIA_TYPE = "application/json;charset=UTF-8";

    /** 128 bits: two texts with one tag are not found by chance. */
    private static final int TAG_BYTES = 16;

    /**
     * A strong entity tag with its quotes (RFC 9110, section 8.8.1): it is made of all that is shown, so there is no change that it misses, whichever service's word
     * changed, and no counter that somebody could forget to raise.
     */
    public String tag() {
        var digest = Digests.sha256(json.getBytes(StandardCharsets.UTF_8));
        return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
    }
}
