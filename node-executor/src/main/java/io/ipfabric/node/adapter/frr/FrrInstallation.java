package io.ipfabric.node.adapter.frr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where FRR is on this machine.
 *
 * @param pathSpace the instance that its daemons were started with ({@code -N}); absent: the machine's only one
 * @param socketDirectory instead of the instance's own ({@code --vty_socket}); absent: {@code /var/run/frr} and the path space
 */
public record FrrInstallation(
        @Nullable String pathSpace, @Nullable Path socketDirectory) {

    private static final Path RUN = Path.of("/var/run/frr");
    /** The name that the reload tool knows. */
    static final String TEXT = "frr.conf";

    private static final String VTYSH = "/usr/bin/vtysh";
    private static final String RELOAD = "/usr/lib/frr/frr-reload.py";

    /** Where the daemons have their vty sockets. */
    public Path runDirectory() {
        if (socketDirectory != null) {
            return socketDirectory;
        }
        return pathSpace == null ? RUN : RUN.resolve(pathSpace);
    }

    /**
     * False where only sockets were named: vtysh would then store the configuration of these daemons in {@code /etc/frr}, which
     * belongs to others.
     */
    boolean hasOwnConfigurationDirectory() {
        return socketDirectory == null;
    }

    List<String> vtysh(String... arguments) {
        var command = new ArrayList<String>();
        command.add(VTYSH);
        if (pathSpace != null) {
            command.addAll(List.of("-N", pathSpace));
        }
        if (socketDirectory != null) {
            command.addAll(List.of("--vty_socket", socketDirectory.toString()));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * frr-reload.py, told that {@code directory} is the place where the configuration is kept: else it would have the daemons
     * write theirs and fail where this user may not.
     *
     * @param directory with the text as frr.conf; the tool writes its own temporary file there too
     */
    List<String> reload(Path directory) {
        var command = new ArrayList<String>();
        command.addAll(List.of(RELOAD, "--reload", "--stdout", "--log-level", "error"));
        command.addAll(List.of("--rundir", directory.toString(), "--confdir", directory.toString()));
        if (pathSpace != null) {
            command.addAll(List.of("--pathspace", pathSpace));
        }
        if (socketDirectory != null) {
            command.addAll(List.of("--vty_socket", socketDirectory.toString()));
        }
        command.add(directory.resolve(TEXT).toString());
        return command;
    }
}
