package io.ipfabric.contracts.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is, and who a client is there. With a login it speaks TLS, proves itself by SCRAM-SHA-512 (RFC 5802, RFC 7677) and asks for a certificate of the
 * broker's name; without one it is nobody in particular, in clear text. The password is in none of the settings: see {@link PasswordFile}.
 *
 * @param bootstrapServers {@code HOST:PORT}, with commas between them
 * @param login absent: the broker asks for none
 */
public record BrokerAccess(
        String bootstrapServers, @Nullable Login login) {

    /** The settings by their names; a variable of the environment has the same name in capitals, with {@code _} for what is no letter. */
    public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";

    public static final String USER = "fabric.kafka.user";
    public static final String PASSWORD_FILE = "fabric.kafka.password-file";
    public static final String AUTHORITIES = "fabric.kafka.authorities";

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final Pattern USER_FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /**
     * Who a client is.
     *
     * @param user 1 to 128 of {@code [A-Za-z0-9._-]}
     * @param passwordFile see {@link PasswordFile}
     * @param authorities PEM with the certificates that the broker's must come from; absent: those of the JDK
     */
    public record Login(
            String user, Path passwordFile, @Nullable Path authorities) {

        /** @throws IllegalArgumentException for another form of a user, or a password that cannot be read; it says which and why */
        public Login {
            if (!USER_FORM.matcher(user).matches()) {
                throw new IllegalArgumentException(
                        named(USER) + " has to be 1 to 128 letters, digits, \".\", \"_\" or \"-\"");
            }
            // Now, and not when the first connection fails: a program that can never reach its broker should not start.
            PasswordFile.read(passwordFile);
            if (authorities != null && !authorities.toFile().canRead()) {
                throw new IllegalArgumentException(named(AUTHORITIES) + ": " + authorities + " cannot be read");
            }
        }

        Map<String, Object> settings() {
            var settings = new HashMap<String, Object>(Map.of(
                    CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                    SecurityProtocol.SASL_SSL.name,
                    SaslConfigs.SASL_MECHANISM,
                    MECHANISM,
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "%s required username=\"%s\" %s=\"%s\";"
                            .formatted(
                                    ScramLoginModule.class.getName(),
                                    user,
                                    PasswordFile.OPTION,
                                    quoted(passwordFile.toAbsolutePath())),
                    SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
                    PasswordFile.class.getName()));
            if (authorities != null) {
                settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
                settings.put(
                        SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                        authorities.toAbsolutePath().toString());
            }
            return settings;
        }

        private static String quoted(Path path) {
            return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        }
    }

    /**
     * @param settings by name; empty where there is none
     * @throws IllegalArgumentException if a part of a login is missing, which may be a misspelt name: nobody goes on in clear text for that
     */
    public static BrokerAccess of(Function<String, Optional<String>> settings) {
        var servers = settings.apply(BOOTSTRAP_SERVERS)
                .orElseThrow(() -> new IllegalArgumentException("set " + named(BOOTSTRAP_SERVERS)));
        var user = settings.apply(USER);
        var passwordFile = settings.apply(PASSWORD_FILE);
        var authorities = settings.apply(AUTHORITIES);
        if (user.isEmpty()) {
            passwordFile.or(() -> authorities).ifPresent(_ -> {
                throw new IllegalArgumentException("set " + named(USER) + " too, or neither " + named(PASSWORD_FILE)
                        + " nor " + named(AUTHORITIES));
            });
            return new BrokerAccess(servers, null);
        }
        return new BrokerAccess(
                servers,
                new Login(
                        user.get(),
                        passwordFile
                                .map(Path::of)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        named(USER) + " is set: set " + named(PASSWORD_FILE) + " too")),
                        authorities.map(Path::of).orElse(null)));
    }

    /** The variable of the environment that has a setting. */
    public static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_");
    }

    private static String named(String setting) {
        return setting + " (" + variable(setting) + ")";
    }

    /** For any of Kafka's clients. */
    public Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        if (login != null) {
            settings.putAll(login.settings());
        }
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return Map.copyOf(settings);
    }
}
