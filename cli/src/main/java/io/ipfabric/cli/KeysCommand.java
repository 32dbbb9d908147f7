package io.ipfabric.cli;

import io.ipfabric.credentials.KeyPairFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the pair of keys by which tokens are signed and verified; a pair that is there stays. */
@Command(
        name = "keys",
        description = "Makes a pair of keys for tokens, unless it is there.",
        mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIRECTORY",
            description = "Of signing-key.pem, for FABRIC_SIGNING_KEY, and public-key.pem.")
    Path directory = Path.of("");

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Where the public half is put too, for services that must not see the other.")
    @Nullable
    Path publicKey;

    @Override
    public Integer call() {
        var pair = new KeyPairFiles(directory);
        System.out.println((pair.ensure() ? "made: " : "there already: ") + pair.signingKey());
        if (publicKey != null) {
            publish(pair, publicKey);
        }
        return 0;
    }

    /** Each time, so that it does not matter where an earlier run was interrupted. Whole or not at all. */
    private static void publish(KeyPairFiles pair, Path file) {
        // What cannot be read as such a key is not passed on.
        var _ = KeyPairFiles.readPublic(pair.publicKey());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.copy(pair.publicKey(), fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the public key to " + file, e);
        }
    }
}
