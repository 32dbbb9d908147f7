package io.ipfabric.node.adapter.frr;

import io.ipfabric.node.application.RouterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's vty socket, as vtysh uses it (vtysh/vtysh.c, lib/vty.c {@code vtysh_write}): a command and a NUL; the answer is text that
 * ends with three NULs and a status byte. It connects when it is needed and anew after a failure. For one thread.
 */
final class VtySocket implements AutoCloseable {

    private static final int CMD_SUCCESS = 0;
    /** What {@code show ip route} answers, with an empty object, where there is no route. */
    private static final int CMD_WARNING = 1;

    private static final int TRAILER = 4;
    private static final int ANSWER_MAX = 1 << 20;

    private final Path path;
    private final Duration timeout;
    private final ByteBuffer chunk = ByteBuffer.allocate(16_384);
    private @Nullable SocketChannel channel;
    private @Nullable Selector selector;

    VtySocket(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    /** @throws RouterException if the daemon does not run, does not answer in time, or does not know the command */
    String ask(String command) throws RouterException {
        boolean fresh = channel == null;
        try {
            return exchange(command);
        } catch (IOException e) {
            disconnect();
            if (fresh || e instanceof SlowException) {
                throw failure(command, e);
            }
        }
        // The daemon was restarted since the last command: one more try, on a new connection.
        try {
            return exchange(command);
        } catch (IOException e) {
            disconnect();
            throw failure(command, e);
        }
    }

    private RouterException failure(String command, IOException cause) {
        boolean slow = cause instanceof SlowException;
        return new RouterException("asking " + path + " for \"" + command + "\": " + cause.getMessage(), !slow, cause);
    }

    /** The daemon is there but has not answered. */
    private static final class SlowException extends IOException {
        private static final long serialVersionUID = 1L;

        SlowException(Duration timeout) {
            super("no answer in " + timeout.toMillis() + " ms");
        }
    }

    private String exchange(String command) throws IOException, RouterException {
        var connection = channel == null ? connect() : channel;
        long deadline = System.nanoTime() + timeout.toNanos();
        var request = ByteBuffer.wrap((command + '\0').getBytes(StandardCharsets.US_ASCII));
        while (request.hasRemaining()) {
            if (connection.write(request) == 0) {
                awaitReady(SelectionKey.OP_WRITE, deadline);
            }
        }
        return read(connection, command, deadline);
    }

    private SocketChannel connect() throws IOException {
        var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // First: to connect to a daemon that hangs, its backlog full, would last as long as it hangs.
            connection.configureBlocking(false);
            connect(connection);
            selector = Selector.open();
            connection.register(selector, SelectionKey.OP_READ);
            channel = connection;
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Connects or fails at once. Somebody listens on a socket that is there, does not refuse, and has no room: who hangs is not down. */
    private void connect(SocketChannel connection) throws IOException {
        try {
            connection.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException e) {
            throw Files.isWritable(path) ? new SlowException(timeout) : e;
        }
    }

    private void awaitReady(int operation, long deadline) throws IOException {
        var ready = selector;
        if (ready == null) {
            throw new IOException("not connected");
        }
        ready.keys().forEach(key -> key.interestOps(operation));
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || ready.select(left) == 0) {
            throw new SlowException(timeout);
        }
        ready.selectedKeys().clear();
    }

    private String read(SocketChannel connection, String command, long deadline) throws IOException, RouterException {
        var answer = new ByteArrayOutputStream();
        while (true) {
            chunk.clear();
            int length = connection.read(chunk);
            if (length < 0) {
                throw new IOException("the daemon closed the connection");
            }
            if (length == 0) {
                awaitReady(SelectionKey.OP_READ, deadline);
                continue;
            }
            answer.write(chunk.array(), 0, length);
            if (answer.size() > ANSWER_MAX) {
                throw new IOException("the answer is longer than " + ANSWER_MAX + " bytes");
            }
            var bytes = answer.toByteArray();
            if (isComplete(bytes)) {
                return checked(bytes, command);
            }
        }
    }

    private static boolean isComplete(byte[] bytes) {
        int end = bytes.length - TRAILER;
        return end >= 0 && bytes[end] == 0 && bytes[end + 1] == 0 && bytes[end + 2] == 0;
    }

    private String checked(byte[] bytes, String command) throws RouterException {
        int status = bytes[bytes.length - 1];
        var text = new String(bytes, 0, bytes.length - TRAILER, StandardCharsets.UTF_8);
        if (status == CMD_SUCCESS
                || (status == CMD_WARNING && text.stripLeading().startsWith("{"))) {
            return text;
        }
        throw new RouterException(
                path + " answered status " + status + " to \"" + command + "\": " + text.strip(), false, null);
    }

    private void disconnect() {
        try {
            if (selector != null) {
                selector.close();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // It is thrown away either way.
        }
        selector = null;
        channel = null;
    }

    @Override
    public void close() {
        disconnect();
    }
}
