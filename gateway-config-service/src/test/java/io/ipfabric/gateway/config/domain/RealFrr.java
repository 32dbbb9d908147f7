package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the FRR of this machine what it thinks of a configuration. */
final class RealFrr {

    private static final String VTYSH = "/usr/bin/vtysh";
    private static final String DAEMONS = "/usr/lib/frr";
    private static final long ANSWER_SECONDS_MAX = 30;

    private RealFrr() {}

    /** What vtysh says of the whole, and each daemon of its part; empty: all of it is accepted. */
    static List<String> complaints(String text, Path folder) throws IOException, InterruptedException {
        var parts = Parts.of(text);
        var complaints = new ArrayList<String>();
        complaints.addAll(answer(folder, "vtysh", text, VTYSH));
        complaints.addAll(answer(folder, "zebra", parts.zebra(), DAEMONS + "/zebra"));
        complaints.addAll(answer(folder, "bgpd", parts.bgpd(), DAEMONS + "/bgpd"));
        complaints.addAll(answer(folder, "bfdd", parts.bfdd(), DAEMONS + "/bfdd"));
        return complaints;
    }

    /** The grammar of all daemons is vtysh's; each daemon also carries the commands out and so sees the values. */
    private record Parts(String zebra, String bgpd, String bfdd) {

        static Parts of(String text) {
            var zebra = new StringBuilder();
            var bgpd = new StringBuilder();
            var bfdd = new StringBuilder();
            var current = bgpd;
            for (var line : text.lines().toList()) {
                if (!line.startsWith(" ") && !line.equals("exit")) {
                    current = line.startsWith("zebra ") ? zebra : line.equals("bfd") ? bfdd : bgpd;
                }
                current.append(line).append('\n');
            }
            return new Parts(zebra.toString(), bgpd.toString(), bfdd.toString());
        }
    }

    private static List<String> answer(Path folder, String name, String text, String program)
            throws IOException, InterruptedException {
        assertThat(Path.of(program))
                .as("FRR is needed to check configurations: apt-get install frr")
                .isExecutable();
        var file = Files.writeString(folder.resolve(name + ".conf"), text);
        var output = folder.resolve(name + ".out");
        var process = new ProcessBuilder(program, "-C", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .as(name + " answers")
                .isTrue();
        // The daemons log what they refuse and exit with 0 all the same.
        var said = new ArrayList<>(Files.readAllLines(output).stream()
                .filter(line -> line.contains(" line ") || line.contains("%"))
                .map(line -> name + ": " + line)
                .toList());
        if (process.exitValue() != 0) {
            said.add(name + ": exit code " + process.exitValue());
        }
        return said;
    }
}
