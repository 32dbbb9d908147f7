package io.ipfabric.cli;

import io.ipfabric.credentials.Role;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes tokens for other clients; what it prints is the token and nothing else. */
@Command(
        name = "token",
        description = "A token for the lab's services: curl -H \"Authorization: Bearer $(./fabric token)\" …",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    private static final Pattern TTL = Pattern.compile("[1-9][0-9]{0,5}[smhSMH]");

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "operator",
            description = "viewer, operator or admin. Default: ${DEFAULT-VALUE}.")
    String role = "";

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it lives: 90s, 30m, 8h; at most 24h. Default: ${DEFAULT-VALUE}.")
    String ttl = "";

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Whom it names, for the audit log. Default: you.")
    String subject = "";

    @Override
    public Integer call() {
        var source = new BearerToken(null, System.getenv());
        System.out.println(source.signed(role(), subject.isEmpty() ? source.subject() : subject, lifetime()));
        return 0;
    }

    Role role() {
        return Role.of(role)
                .orElseThrow(() ->
                        new IllegalArgumentException("--role is viewer, operator or admin, not \"" + role + "\""));
    }

    Duration lifetime() {
        if (!TTL.matcher(ttl).matches()) {
            throw new IllegalArgumentException("--ttl is a number with s, m or h, e.g. 30m, not \"" + ttl + "\"");
        }
        return Duration.parse("PT" + ttl.toUpperCase(Locale.ROOT));
    }
}
