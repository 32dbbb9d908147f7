package io.ipfabric.lab.backend;

import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL as Maven Central has it, without anything of the host's: own binaries, own port, no socket directory. What takes several
 * steps is made beside its place and renamed, so that an interrupted start leaves nothing half-done in it.
 *
 * @param directory holds {@code bin}, {@code data} and {@code password}
 */
public record EmbeddedPostgres(Path directory, int port) {

    /** Owner of the databases. */
    public static final String USER = "ip_fabric";

    private static final String ADMINISTRATOR = "postgres";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int PASSWORD_BYTES = 24;

    /** The server refuses the superuser; without a user namespace of its own it could not be started by root. */
    private static final List<String> UNPRIVILEGED = List.of("unshare", "--user");

    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "fsync", "on",
            "synchronous_commit", "on",
            "max_connections", "120",
            "shared_buffers", "64MB",
            // In the data directory instead of /dev/shm, where a killed server would leave it.
            "dynamic_shared_memory_type", "mmap",
            "timezone", "UTC");

    /** Brings the binaries, the password and the empty data directory about, where they are missing. */
    public void prepare() {
        try {
            Files.createDirectories(directory);
            if (!Files.exists(binaries())) {
                var unpacked = directory.resolve("bin.new");
                unpack(unpacked);
                Files.move(unpacked, binaries(), StandardCopyOption.ATOMIC_MOVE);
            }
            if (!Files.exists(passwordFile())) {
                writePassword();
            }
            if (!Files.exists(data())) {
                initialize();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare PostgreSQL in " + directory, e);
        }
    }

    /** The server's command; the process is the postmaster itself. */
    public List<String> command() {
        var command = new ArrayList<>(UNPRIVILEGED);
        command.addAll(List.of(program("postgres"), "-D", data().toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    public String password() {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("no password in " + passwordFile(), e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Whether it takes connections; it does not while it recovers after a kill. */
    public boolean isReady() {
        try (var connection = DriverManager.getConnection(jdbcUrl(ADMINISTRATOR), ADMINISTRATOR, password())) {
            return connection.isValid(1);
        } catch (SQLException | UncheckedIOException _) {
            return false;
        }
    }

    /**
     * Whether processes of a server work in the data directory. The children of a killed one do so until they have noticed, and a new
     * server refuses to start meanwhile.
     */
    public boolean isInUse() {
        return ProcessHandle.allProcesses().anyMatch(process -> worksIn(process.pid(), data()));
    }

    private static boolean worksIn(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .equals(directory);
        } catch (IOException _) {
            // It has ended meanwhile.
            return false;
        }
    }

    /** Creates the user and the databases that are missing. */
    public void ensureDatabases(List<String> databases) {
        try (var connection = DriverManager.getConnection(jdbcUrl(ADMINISTRATOR), ADMINISTRATOR, password());
                var statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + USER + "'")) {
                statement.execute("create role " + USER + " login password '" + password() + "'");
            }
            for (var database : databases) {
                if (!exists(statement, "select 1 from pg_database where datname = '" + database + "'")) {
                    statement.execute("create database " + database + " owner " + USER);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the databases " + databases, e);
        }
    }

    /**
     * Removes what a killed server leaves: its shared memory segment, which alone survives in the kernel, and {@code postmaster.pid},
     * whose seventh line names that (key and id). A new server would take the pid's zombie for a living one, for as long as nobody
     * reaps it. Nothing may work in the data directory any more, see {@link #isInUse}.
     */
    public void removeRemains() {
        var pidFile = data().resolve("postmaster.pid");
        try {
            if (Files.exists(pidFile)) {
                var lines = Files.readAllLines(pidFile);
                if (lines.size() >= 7) {
                    Command.run("ipcrm", "-m", lines.get(6).strip().split("\\s+", -1)[1]);
                }
                Files.delete(pidFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + pidFile, e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private void initialize() throws IOException {
        var fresh = directory.resolve("data.new");
        Command.output("rm", "-rf", fresh.toString());
        var command = new ArrayList<>(UNPRIVILEGED);
        command.addAll(List.of(program("initdb"), "-D", fresh.toString(), "-U", ADMINISTRATOR));
        command.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + passwordFile(), "--encoding=UTF8", "--locale=C"));
        Command.output(command, "");
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writePassword() throws IOException {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        var fresh = directory.resolve("password.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
        Files.move(fresh, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(Path target) throws IOException {
        Command.output("rm", "-rf", target.toString());
        var archive = EmbeddedPostgres.class.getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw new IOException(
                    "the PostgreSQL binaries are not on the class path: the lab has them for x86_64 only");
        }
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, target.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String program(String name) {
        return binaries().resolve("bin").resolve(name).toString();
    }

    private Path binaries() {
        return directory.resolve("bin");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path passwordFile() {
        return directory.resolve("password");
    }
}
