package io.ipfabric.vm.adapter.http;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} of RFC 7240, section 4.3. One that is not understood is ignored, as section 2 has it; one that is too long is shortened, and the
 * answer says to what.
 */
final class WaitPreference {

    static final Duration WAIT_MAX = Duration.ofSeconds(60);

    /** RFC 7240, section 3. */
    static final String APPLIED = "Preference-Applied";

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

    /** @param wait how long it was waited at most; empty: the preference was not followed */
    static Response.ResponseBuilder applied(Response.ResponseBuilder response, Optional<Duration> wait) {
        wait.ifPresent(atMost -> response.header(APPLIED, "wait=" + atMost.toSeconds()));
        return response;
    }
}
