package io.ipfabric.node.adapter.state;

import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.application.NodeMemory;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files of one line: {@code instance}, {@code fabric}, {@code manifest-generation}; and {@code lock}, held while the agent runs, so that
 * a second agent on the same directory ends at once. What identifies is written through to the disk before it is used; the
 * generation is not (its loss by a power failure makes the agent trust an older manifest, no more).
 */
public final class StateDirectory implements NodeMemory, AutoCloseable {

    private final Path directory;
    private final NodeName node;
    private final FileChannel lockFile;
    private @Nullable FabricId fabric;

    /**
     * Opens the directory, creates it if need be.
     *
     * @throws IOException if it cannot be used, or another agent uses it
     */
    public StateDirectory(Path directory, NodeName node) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.node = node;
        lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock();
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("another agent runs on the state directory " + directory
                    + "; give this one a directory of its own (fabric.node.state-directory) or stop the other");
        }
    }

    @Override
    public Identity recall() {
        try {
            var instance = read("instance").map(NodeInstance::of);
            if (instance.isEmpty()) {
                instance = Optional.of(new NodeInstance(UUID.randomUUID().toString()));
                write("instance", instance.get().value(), true);
            }
            fabric = read("fabric").map(FabricId::of).orElse(null);
            long generation = read("manifest-generation").map(Long::parseLong).orElse(0L);
            return new Identity(node, instance.get(), fabric, generation);
        } catch (InvalidValueException | NumberFormatException e) {
            throw new IllegalStateException("a file in " + directory + " is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + directory, e);
        }
    }

    @Override
    public void remember(Identity identity) {
        try {
            var known = identity.fabric();
            if (known != null && !known.equals(fabric)) {
                write("fabric", known.value(), true);
                fabric = known;
            }
            write("manifest-generation", Long.toString(identity.generation()), false);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + directory, e);
        }
    }

    private Optional<String> read(String name) throws IOException {
        var file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Whole or not at all: a file of its own, renamed over the old one. */
    private void write(String name, String text, boolean through) throws IOException {
        var fresh = directory.resolve(name + ".new");
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap((text + '\n').getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (through) {
                channel.force(true);
            }
        }
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        if (through) {
            try (var parent = FileChannel.open(directory, StandardOpenOption.READ)) {
                parent.force(true);
            }
        }
    }

    /** For what others of the agent keep. */
    public Path subdirectory(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
