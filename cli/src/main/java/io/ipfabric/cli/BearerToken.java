package io.ipfabric.cli;

import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.InvalidKeyException;
import io.ipfabric.credentials.KeyPairFiles;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.SigningKey;
import io.ipfabric.credentials.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's token comes from; the first that there is:
 *
 * <ol>
 *   <li>the file of {@code --token-file};
 *   <li>{@code FABRIC_TOKEN}, the token itself;
 *   <li>{@code FABRIC_TOKEN_FILE};
 *   <li>a new one, for this command alone, signed with the lab's key or that of {@code FABRIC_SIGNING_KEY}: who can read it is an admin.
 * </ol>
 *
 * @param file of the option; absent: not given
 * @param environment of the process
 */
record BearerToken(@Nullable Path file, Map<String, String> environment) {

    /** Where the lab makes its pair ({@code LabDirectory}). */
    private static final Path LAB_KEYS = Path.of("/var/lib/ip-fabric-lab/keys");

    private static final Duration ONE_COMMAND = Duration.ofMinutes(5);

    /** RFC 7515, section 7.1: header, payload and signature. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** @throws ApiException if there is none, or what was named is no token; what it is instead may be a secret and is never said */
    String text() {
        var token = environment.get("FABRIC_TOKEN");
        var named = environment.get("FABRIC_TOKEN_FILE");
        if (file != null) {
            return read(file);
        }
        if (token != null) {
            return requireToken("FABRIC_TOKEN", token.strip());
        }
        return named == null ? signed(Role.ADMIN, subject(), ONE_COMMAND) : read(Path.of(named));
    }

    /** @throws ApiException if this process cannot read the key; it says what to do */
    String signed(Role role, String subject, Duration lifetime) {
        var named = environment.get("FABRIC_SIGNING_KEY");
        var key = named == null ? new KeyPairFiles(LAB_KEYS).signingKey() : Path.of(named);
        try {
            return SigningKey.read(key).sign(Terms.OWN, new Caller(subject, role), Instant.now(), lifetime);
        } catch (InvalidKeyException e) {
            throw new ApiException(
                    ExitStatus.REFUSED,
                    "no token, and " + e.getMessage()
                            + ". With the lab up, be root (sudo); else set FABRIC_TOKEN to a token, or name a file with one by --token-file");
        } catch (IllegalArgumentException e) {
            throw new ApiException(ExitStatus.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    /** The person, also behind sudo: it is what the audit log will say. */
    String subject() {
        var sudo = environment.get("SUDO_USER");
        return sudo == null ? System.getProperty("user.name") : sudo;
    }

    private static String read(Path file) {
        try {
            return requireToken(file.toString(), Files.readString(file).strip());
        } catch (IOException e) {
            throw new ApiException(
                    ExitStatus.REFUSED,
                    "the token cannot be read from " + file + " ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    /** A wrong file may be a private key: it must neither be sent nor shown by whoever refuses it as a header. */
    private static String requireToken(String source, String text) {
        if (!FORM.matcher(text).matches()) {
            throw new ApiException(
                    ExitStatus.REFUSED,
                    "what is in " + source
                            + " is no token: one has three parts of letters, digits, - and _, with dots between them");
        }
        return text;
    }
}
