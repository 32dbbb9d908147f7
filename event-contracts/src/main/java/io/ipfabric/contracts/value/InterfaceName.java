package io.ipfabric.contracts.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of a network interface as the kernel takes it: at most 15 bytes (IFNAMSIZ less the NUL), no {@code /}, no {@code :},
 * no white space, not {@code .} or {@code ..} ({@code dev_valid_name}, net/core/dev.c).
 */
public record InterfaceName(@JsonValue String value) implements Comparable<InterfaceName> {

    /** IFNAMSIZ - 1, include/uapi/linux/if.h. */
    public static final int LENGTH_MAX = 15;

    private static final String SUFFIX = "_net0";
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,15}");
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_CHARACTERS = 8;

    public InterfaceName {
        Name.matching("an interface name is 1 to 15 characters of [A-Za-z0-9._-]", SHAPE, value);
        if (value.equals(".") || value.equals("..")) {
            throw InvalidValueException.of("an interface name is not \".\" or \"..\"", value);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static InterfaceName of(String value) {
        return new InterfaceName(value);
    }

    /** {@code <vmname>_net0} where it fits, else {@code vm<hash>_net0}: 40 bits of the SHA-256 of the VM's name. */
    public static InterfaceName of(VmName vm) {
        var full = vm.value() + SUFFIX;
        return new InterfaceName(full.length() <= LENGTH_MAX ? full : "vm" + hash(vm.value()) + SUFFIX);
    }

    /** The full name, to be set as the interface's alternative name, where {@link #of(VmName)} had to shorten it. */
    public static Optional<String> alternativeNameOf(VmName vm) {
        var full = vm.value() + SUFFIX;
        return full.length() <= LENGTH_MAX ? Optional.empty() : Optional.of(full);
    }

    private static String hash(String name) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        var text = new StringBuilder();
        for (int i = 0; i < HASH_CHARACTERS; i++) {
            text.append(BASE32.charAt(digest[i] & 31));
        }
        return text.toString();
    }

    @Override
    public int compareTo(InterfaceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
