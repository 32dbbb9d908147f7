package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.VmId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Digest of a set of (VM, epoch): the sum modulo 2<sup>128</sup> of the first 16 bytes of each {@code SHA-256("vm@epoch")}. A sum, so that
 * one endpoint's change costs one addition and one subtraction however many endpoints the node has. It detects a wrong, partial or
 * foreign topic; it is no defence against an author of forged records, who is kept out by the broker's access rules.
 *
 * @param value 32 hexadecimal digits
 */
public record ManifestDigest(@JsonValue String value) {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");

    /** Of no endpoint. After the shape, which its constructor uses. */
    public static final ManifestDigest EMPTY = new ManifestDigest("0".repeat(32));

    private static final int BYTES = 16;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * BYTES);

    public ManifestDigest {
        if (!SHAPE.matcher(value).matches()) {
            throw InvalidValueException.of("a manifest digest is 32 hexadecimal digits", value);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ManifestDigest of(String value) {
        return new ManifestDigest(value);
    }

    public ManifestDigest plus(VmId vm, Epoch epoch) {
        return of(number().add(term(vm, epoch)));
    }

    public ManifestDigest minus(VmId vm, Epoch epoch) {
        return of(number().subtract(term(vm, epoch)));
    }

    private BigInteger number() {
        return new BigInteger(value, 16);
    }

    private static ManifestDigest of(BigInteger number) {
        var text = number.mod(MODULUS).toString(16);
        return new ManifestDigest("0".repeat(2 * BYTES - text.length()) + text);
    }

    private static BigInteger term(VmId vm, Epoch epoch) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest((vm + "@" + epoch).getBytes(StandardCharsets.UTF_8));
            return new BigInteger(HexFormat.of().formatHex(hash, 0, BYTES), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
