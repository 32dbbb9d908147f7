package io.ipfabric.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** Whether a write answers at once, or when its effect was observed. */
final class Wait {

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Until the effect was observed, at most 60; ends with 5 if it was not. Default: not at all.")
    int seconds;

    /** RFC 7240, section 4.3. */
    Map<String, String> headers() {
        return seconds > 0 ? Map.of("Prefer", "wait=" + seconds) : Map.of();
    }

    /** @return {@link ExitStatus#NOT_YET} if it was waited for in vain */
    int outcome(Api.Answer answer) {
        if (seconds > 0 && answer.isAcceptedOnly()) {
            System.err.println("fabric: accepted, but its effect was not observed within " + seconds
                    + " s; it goes on, see ./fabric vm watch");
            return ExitStatus.NOT_YET;
        }
        return ExitStatus.OK;
    }
}
