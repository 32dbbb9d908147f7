package io.ipfabric.lab.lifecycle;

import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.SigningKey;
import io.ipfabric.credentials.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The token by which the lab's own commands speak with its services. It is signed once and used for a while, so that a benchmark measures the fabric; another
 * lab has another key, which is noticed by the file.
 */
public final class LabToken {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Caller LAB = new Caller("lab", Role.ADMIN);

    private static @Nullable Signed last;

    private record Signed(String token, String file, Instant until) {}

    private LabToken() {}

    /** An admin's. */
    public static synchronized String current() {
        var key = LabDirectory.ofMachine().keys().signingKey();
        var now = Instant.now();
        try {
            var attributes = Files.readAttributes(key, BasicFileAttributes.class);
            String file = String.valueOf(attributes.fileKey()) + attributes.lastModifiedTime();
            var known = last;
            if (known == null || !known.file().equals(file) || now.isAfter(known.until())) {
                var token = SigningKey.read(key).sign(Terms.OWN, LAB, now, LIFETIME);
                known = new Signed(token, file, now.plus(LIFETIME.dividedBy(2)));
                last = known;
            }
            return known.token();
        } catch (IOException e) {
            throw new UncheckedIOException("the lab's key is not there; is the lab up (./fabric up)?", e);
        }
    }
}
