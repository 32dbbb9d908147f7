package io.ipfabric.contracts.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's password from a file whenever it has to prove itself: it is in no setting, which a program might print, and a new one counts from the next connection
 * on. Kafka makes one for each client; they keep nothing secret.
 */
public final class PasswordFile implements AuthenticateCallbackHandler {

    /** Of the JAAS entry. */
    static final String OPTION = "passwordFile";

    private static final String USER_OPTION = "username";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,256}");

    private @Nullable String user;
    private @Nullable Path file;

    /** @throws IllegalArgumentException if the file cannot be read or has no password; it says which, and never what is in it */
    static String read(Path file) {
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("what is in " + file
                        + " is no password: one is 1 to 256 printable characters of ASCII, without spaces");
            }
            return text;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the password cannot be read from " + file + " ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    @Override
    public void configure(Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasEntries) {
        for (var entry : jaasEntries) {
            Optional.ofNullable(entry.getOptions().get(USER_OPTION)).ifPresent(value -> user = value.toString());
            Optional.ofNullable(entry.getOptions().get(OPTION)).ifPresent(value -> file = Path.of(value.toString()));
        }
    }

    /** @throws IOException if the password cannot be read: the client tries again with its next connection */
    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (var callback : callbacks) {
            switch (callback) {
                case NameCallback name -> name.setName(required(user, USER_OPTION));
                case PasswordCallback password -> password.setPassword(password());
                // Of delegation tokens, which nobody has.
                case ScramExtensionsCallback _ -> {}
                default -> throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private char[] password() throws IOException {
        try {
            return read(required(file, OPTION)).toCharArray();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static <T> T required(@Nullable T value, String option) {
        if (value == null) {
            throw new IllegalStateException("the JAAS entry has no " + option);
        }
        return value;
    }

    @Override
    public void close() {}
}
