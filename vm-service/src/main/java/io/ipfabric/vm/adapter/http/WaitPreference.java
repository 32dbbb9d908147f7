package io.ipfabric.vm.adapter.http;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The preference {@code wait} of RFC 7240, section 4.3. One that is not understood is ignored, as section 2 has it. */
final class WaitPreference {

    static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final Pattern WAIT = Pattern.compile(
            "(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?:;[^,]*)?(?:,|$)", Pattern.CASE_INSENSITIVE);

    private WaitPreference() {}

    /** @param header the {@code Prefer} header; absent: no preference */
    static Optional<Duration> of(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        var wait = WAIT.matcher(header);
        if (!wait.find()) {
            return Optional.empty();
        }
        var wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return Optional.of(wanted.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wanted);
    }
}
