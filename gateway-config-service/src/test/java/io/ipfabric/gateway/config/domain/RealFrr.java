package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the FRR of this machine what it thinks of a configuration. Nothing is listened on, and no privilege is needed. */
final class RealFrr {

    private static final String VTYSH = "/usr/bin/vtysh";
    private static final String BGPD = "/usr/lib/frr/bgpd";
    private static final long ANSWER_SECONDS_MAX = 30;

    private RealFrr() {}

    /**
     * Empty: all of it is accepted. vtysh knows the grammar of every daemon. bgpd also carries its commands out, and so sees values that
     * do not go together; what is not its own is left out, or it would stop there.
     */
    static List<String> complaints(String text, Path folder) throws IOException, InterruptedException {
        var complaints = new ArrayList<String>();
        complaints.addAll(answer(folder, text, VTYSH, "-C"));
        complaints.addAll(answer(folder, partOfBgpd(text), BGPD, "-S", "-p", "0", "-M", "bmp", "-C"));
        return complaints;
    }

    private static String partOfBgpd(String text) {
        var part = new StringBuilder();
        boolean own = true;
        for (var line : text.lines().toList()) {
            if (!line.startsWith(" ") && !line.equals("exit")) {
                own = !line.startsWith("zebra ") && !line.equals("bfd");
            }
            part.append(own ? line + "\n" : "");
        }
        return part.toString();
    }

    private static List<String> answer(Path folder, String text, String program, String... options)
            throws IOException, InterruptedException {
        assertThat(Path.of(program))
                .as("FRR is needed to check configurations: apt-get install frr")
                .isExecutable();
        var name = Path.of(program).getFileName();
        var file = Files.writeString(folder.resolve(name + ".conf"), text);
        var output = folder.resolve(name + ".out");
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", file.toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .as(name + " answers")
                .isTrue();
        // What bgpd makes for itself and leaves when it only checks.
        Files.deleteIfExists(Path.of("/var/tmp/frr", name + "." + process.pid()));
        // bgpd logs what it refuses and exits with 0 all the same.
        var said = new ArrayList<>(Files.readAllLines(output).stream()
                .filter(line -> line.contains(" line ") || line.contains("%") || line.contains("vty_read_config"))
                .map(line -> name + ": " + line)
                .toList());
        if (process.exitValue() != 0) {
            said.add(name + ": exit code " + process.exitValue());
        }
        return said;
    }
}
