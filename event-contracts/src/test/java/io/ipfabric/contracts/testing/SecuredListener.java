package io.ipfabric.contracts.testing;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerAccess.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * What makes an {@link EmbeddedKafka} ask who one is (SASL_SSL, SCRAM-SHA-512) and deny what is not allowed. The certificate and the passwords are files of a directory.
 */
public record SecuredListener(Path directory) {

    private static final String OWNER = "owner";
    private static final String STORE_PASSWORD = "of-a-test";
    private static final int ITERATIONS = 4096;

    /** Makes the certificate, and the password of the broker's owner, who may do everything. */
    public SecuredListener {
        write(directory, OWNER, "of-the-owner");
        keytool(
                "-genkeypair -alias broker -keyalg EC -groupname secp256r1 -validity 2 -dname CN=broker -ext san=ip:127.0.0.1"
                        + " -storetype PKCS12 -keystore " + directory.resolve("broker.p12"));
        keytool("-exportcert -rfc -alias broker -file " + directory.resolve("broker.pem") + " -keystore "
                + directory.resolve("broker.p12"));
    }

    private static void keytool(String arguments) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of((arguments + " -noprompt -storepass " + STORE_PASSWORD).split(" ", -1)));
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
                Map.entry(
                        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                                .formatted(OWNER, "of-the-owner")),
                Map.entry(
                        "ssl.keystore.location", directory.resolve("broker.p12").toString()),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.password", STORE_PASSWORD),
                Map.entry(
                        "ssl.truststore.location",
                        directory.resolve("broker.pem").toString()),
                Map.entry("ssl.truststore.type", "PEM"),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                // The controller's listener asks nobody.
                Map.entry("super.users", "User:" + OWNER + ";User:ANONYMOUS"),
                Map.entry("allow.everyone.if.no.acl.found", "false"));
    }

    List<String> firstUser() {
        return List.of("SCRAM-SHA-512=[name=%s,password=of-the-owner,iterations=%d]".formatted(OWNER, ITERATIONS));
    }

    public BrokerAccess owner(EmbeddedKafka kafka) {
        return access(kafka, OWNER);
    }

    /** Writes the password; the broker need not know the user. */
    public BrokerAccess stranger(EmbeddedKafka kafka, String user, String password) {
        write(directory, user, password);
        return access(kafka, user);
    }

    /** Tells the broker of the user, or of its new password. */
    public BrokerAccess user(EmbeddedKafka kafka, String user, String password)
            throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(owner(kafka).settings())) {
            var credential = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, credential, password)))
                    .all()
                    .get();
        }
        return stranger(kafka, user, password);
    }

    private BrokerAccess access(EmbeddedKafka kafka, String user) {
        return new BrokerAccess(
                kafka.bootstrapServers(), new Login(user, directory.resolve(user), directory.resolve("broker.pem")));
    }

    private static void write(Path directory, String user, String password) {
        try {
            Files.writeString(directory.resolve(user), password + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
