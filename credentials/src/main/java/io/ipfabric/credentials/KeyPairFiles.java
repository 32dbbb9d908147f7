package io.ipfabric.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * A pair of keys on the curve P-256 in two files, as OpenSSL writes them (PEM: PKCS#8, and SubjectPublicKeyInfo). The private half signs tokens and is
 * for its owner's eyes alone; services are given the public one.
 *
 * @param directory of both
 */
public record KeyPairFiles(Path directory) {

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final int CURVE_BITS = 256;

    public Path signingKey() {
        return directory.resolve("signing-key.pem");
    }

    public Path publicKey() {
        return directory.resolve("public-key.pem");
    }

    /**
     * Makes the pair unless it is there.
     *
     * <ol>
     *   <li>the public half: whoever finds the private one finds both;
     *   <li>the private half, which nobody else can read at any moment.
     * </ol>
     *
     * @return whether it was made
     */
    public boolean ensure() {
        if (Files.exists(signingKey())) {
            return false;
        }
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            Files.createDirectories(directory);
            write(publicKey(), pem(PUBLIC, pair.getPublic().getEncoded()), "rw-r--r--");
            write(signingKey(), pem(PRIVATE, pair.getPrivate().getEncoded()), "rw-------");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a pair of keys to " + directory, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no keys on P-256", e);
        }
    }

    /** @throws InvalidKeyException if the file cannot be read or is no such key; it says which file and why */
    static ECPrivateKey readPrivate(Path file) {
        return requireP256(file, decoded(file, PRIVATE, (factory, bytes) ->
                (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(bytes))));
    }

    /** @throws InvalidKeyException if the file cannot be read or is no such key; it says which file and why */
    public static ECPublicKey readPublic(Path file) {
        return requireP256(file, decoded(file, PUBLIC, (factory, bytes) ->
                (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(bytes))));
    }

    private interface Decoder<K> {
        K decode(KeyFactory factory, byte[] bytes) throws InvalidKeySpecException;
    }

    private static <K> K decoded(Path file, String label, Decoder<K> decoder) {
        try {
            var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            var begin = "-----BEGIN " + label + "-----";
            var end = "-----END " + label + "-----";
            if (!text.startsWith(begin) || !text.endsWith(end)) {
                throw new InvalidKeyException(file, "it has no " + begin, null);
            }
            var body = text.substring(begin.length(), text.length() - end.length());
            return decoder.decode(
                    KeyFactory.getInstance("EC"), Base64.getMimeDecoder().decode(body));
        } catch (IOException e) {
            throw new InvalidKeyException(
                    file, "it cannot be read (" + e.getClass().getSimpleName() + ")", e);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // The cause may quote what it could not read.
            throw new InvalidKeyException(file, "it is no key of an elliptic curve", null);
        }
    }

    private static <K extends ECKey> K requireP256(Path file, K key) {
        if (key.getParams().getOrder().bitLength() != CURVE_BITS) {
            throw new InvalidKeyException(file, "its curve is not P-256", null);
        }
        return key;
    }

    private static String pem(String label, byte[] bytes) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Whole or not at all, and with its permissions from the first moment. */
    private static void write(Path file, String text, String permissions) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        try (var channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                var _ = channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
