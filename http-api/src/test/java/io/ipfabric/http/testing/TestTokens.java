package io.ipfabric.http.testing;

import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.KeyPairFiles;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.SigningKey;
import io.ipfabric.credentials.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tokens that a service under test accepts. Their key is made once for a JVM and known to no other. */
public final class TestTokens {

    /** Whom they name. */
    public static final String SUBJECT = "ada";

    public static final Duration LIFETIME = Duration.ofHours(1);

    /** A property of the JVM, because a test's classes are loaded more than once, by several loaders. */
    private static final String DIRECTORY = "io.ipfabric.http.testing.keys";

    private TestTokens() {}

    public static String of(@Nullable Role role) {
        return key().sign(Terms.OWN, new Caller(SUBJECT, role), Instant.now(), LIFETIME);
    }

    /** The private half, for tokens that are to be refused. */
    public static SigningKey key() {
        return SigningKey.read(files().signingKey());
    }

    public static PublicKey publicHalf() {
        return KeyPairFiles.readPublic(publicKey());
    }

    static Path publicKey() {
        return files().publicKey();
    }

    private static KeyPairFiles files() {
        // The one lock that all loaders share.
        synchronized (System.getProperties()) {
            var known = System.getProperty(DIRECTORY);
            if (known != null) {
                return new KeyPairFiles(Path.of(known));
            }
            var files = new KeyPairFiles(temporary());
            files.ensure();
            System.setProperty(DIRECTORY, files.directory().toString());
            return files;
        }
    }

    private static Path temporary() {
        try {
            var directory = Files.createTempDirectory("test-keys");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        var files = new KeyPairFiles(directory);
        try {
            Files.deleteIfExists(files.signingKey());
            Files.deleteIfExists(files.publicKey());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
