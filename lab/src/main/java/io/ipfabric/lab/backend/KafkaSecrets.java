package io.ipfabric.lab.backend;

import io.ipfabric.contracts.kafka.BrokerAccess.Login;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What the lab's broker proves itself with (a key and its certificate, by the JDK's keytool), and what its users do (passwords). All of it is files of one directory,
 * which is root's.
 *
 * @param directory of all
 */
public record KafkaSecrets(Path directory) {

    /** The broker itself, who may do everything. */
    public static final String OWNER = "broker";

    /** In its certificate: whom the controller knows the broker as. */
    static final String DISTINGUISHED_NAME = "CN=ip-fabric-lab-broker";

    private static final int PASSWORD_BYTES = 24;
    private static final String VALID_DAYS = "3650";
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Makes what is missing.
     *
     * @return whether something was made
     */
    public boolean ensure(List<String> users) {
        boolean isNew = !Files.exists(authorities());
        if (isNew) {
            makeCertificate();
        }
        boolean hasNewUser = false;
        for (var user : users) {
            if (!Files.exists(passwordFile(user))) {
                write(passwordFile(user), newPassword());
                hasNewUser = true;
            }
        }
        return isNew || hasNewUser;
    }

    public Login login(String user) {
        return new Login(user, passwordFile(user), authorities());
    }

    public String password(String user) {
        return read(passwordFile(user));
    }

    private Path passwordFile(String user) {
        return directory.resolve(user + ".password");
    }

    private Path authorities() {
        return directory.resolve("authorities.pem");
    }

    private Path keyStore() {
        return directory.resolve("broker.p12");
    }

    private Path keyStorePassword() {
        return directory.resolve("broker.p12.password");
    }

    /** The key and what is trusted, for a broker's listeners. */
    Map<String, String> keys() {
        return Map.of(
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", keyStore().toString(),
                "ssl.keystore.password", read(keyStorePassword()),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", authorities().toString());
    }

    /** The certificate last: once it is there the rest is. */
    private void makeCertificate() {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(keyStore());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        write(keyStorePassword(), newPassword());
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                DISTINGUISHED_NAME,
                "-ext",
                "san=ip:127.0.0.1,ip:" + LabPlan.HOST_MANAGEMENT,
                "-validity",
                VALID_DAYS,
                "-storetype",
                "PKCS12");
        write(authorities(), keytool("-exportcert", "-rfc"));
    }

    private String keytool(String... arguments) {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        line.addAll(List.of(arguments));
        line.addAll(List.of("-alias", "broker", "-keystore", keyStore().toString()));
        line.addAll(List.of("-storepass:file", keyStorePassword().toString()));
        return Command.output(line, "");
    }

    private static String newPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whole or not at all. */
    private static void write(Path file, String text) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
