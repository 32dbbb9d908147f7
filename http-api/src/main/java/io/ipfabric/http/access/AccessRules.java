package io.ipfabric.http.access;

import io.ipfabric.credentials.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The role that each operation needs. The first rule that fits is the one:
 *
 * <table>
 *   <caption>{@code *} stands for one segment, {@code **} for any rest</caption>
 *   <tr><th>operation</th><th>role</th></tr>
 *   <tr><td>reading {@code /v1/**}</td><td>viewer</td></tr>
 *   <tr><td>writing {@code /v1/**}{@code /force}: a word that stands for a proof</td><td>admin</td></tr>
 *   <tr><td>writing {@code /v1/clusters/**}: clusters and their devices</td><td>admin</td></tr>
 *   <tr><td>writing {@code /v1/pools}, {@code /v1/pools/*}</td><td>admin</td></tr>
 *   <tr><td>writing {@code /v1/pools/*}{@code /allocations}, {@code /v1/allocations/*}</td><td>operator</td></tr>
 *   <tr><td>writing {@code /v1/vms/**}: VMs and their migrations</td><td>operator</td></tr>
 *   <tr><td>everything else</td><td>nobody: whoever adds an endpoint has to say here who may use it</td></tr>
 * </table>
 *
 * <p>Paths are those that resources declare ({@code /v1/vms/{id}}), never those that were asked for: no spelling of a request leads around a rule.
 */
final class AccessRules {

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");

    private static final List<Rule> RULES = List.of(
            new Rule(READING, Pattern.compile("/v1/.+"), Role.VIEWER),
            new Rule(WRITING, Pattern.compile("/v1/.+/force"), Role.ADMIN),
            new Rule(WRITING, Pattern.compile("/v1/clusters(/.+)?"), Role.ADMIN),
            new Rule(WRITING, Pattern.compile("/v1/pools(/[^/]+)?"), Role.ADMIN),
            new Rule(WRITING, Pattern.compile("/v1/pools/[^/]+/allocations"), Role.OPERATOR),
            new Rule(WRITING, Pattern.compile("/v1/allocations/[^/]+"), Role.OPERATOR),
            new Rule(WRITING, Pattern.compile("/v1/vms(/.+)?"), Role.OPERATOR));

    private record Rule(Set<String> methods, Pattern path, Role role) {

        boolean fits(String method, String template) {
            return methods.contains(method) && path.matcher(template).matches();
        }
    }

    private AccessRules() {}

    /**
     * @param template as declared, e.g. {@code /v1/vms/{id}}
     * @return empty: nobody may
     */
    static Optional<Role> needed(String method, String template) {
        return RULES.stream()
                .filter(rule -> rule.fits(method, template))
                .map(Rule::role)
                .findFirst();
    }

    static boolean isReading(String method) {
        return READING.contains(method) || method.equals("OPTIONS");
    }
}
