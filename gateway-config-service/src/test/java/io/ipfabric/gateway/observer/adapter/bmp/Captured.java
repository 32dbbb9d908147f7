package io.ipfabric.gateway.observer.adapter.bmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * What FRR 8.4.4 sent, a message a line. {@code live}: the session was there before any peer; node1 came up with a host route of each family
 * and a /25, then one route came, changed its class and went. {@code sync}: the session was opened when two peers were up; then bgpd of the
 * second one was killed.
 */
final class Captured {

    private static final Path FOLDER = Path.of("src/test/resources/bmp");

    private Captured() {}

    static List<byte[]> live() {
        return messages("live.hex");
    }

    static List<byte[]> sync() {
        return messages("sync.hex");
    }

    private static List<byte[]> messages(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file)).stream()
                    .map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
