package io.ipfabric.node.adapter.frr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ipfabric.node.application.RouterException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that listens and never answers, as one that hangs does. */
class VtySocketTest {

    private static final int BACKLOG = 5;
    private static final Duration TIMEOUT = Duration.ofMillis(20);

    @TempDir
    Path directory = Path.of("");

    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = directory.resolve("zebra.vty");
    }

    @Test
    void a_daemon_that_hangs_holds_nobody_up_and_is_not_down() throws IOException {
        try (var _ = listen();
                var socket = new VtySocket(path, TIMEOUT)) {
            // Each connection that was given up still takes its place in the backlog: the last ones find no room.
            for (int i = 0; i < 2 * BACKLOG; i++) {
                assertThat(refusal(socket).isDown()).isFalse();
            }
        }
    }

    @Test
    void a_daemon_that_has_ended_is_down() throws IOException {
        try (var socket = new VtySocket(path, TIMEOUT)) {
            assertThat(refusal(socket).isDown()).isTrue();
            listen().close();
            assertThat(refusal(socket).isDown()).isTrue();
        }
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path), BACKLOG);
    }

    private static RouterException refusal(VtySocket socket) {
        return catchThrowableOfType(RouterException.class, () -> socket.ask("show version"));
    }
}
