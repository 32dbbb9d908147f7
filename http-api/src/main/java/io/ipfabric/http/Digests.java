package io.ipfabric.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What tells one text from another. */
public final class Digests {

    private Digests() {}

    /** Of all parts together. */
    public static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
