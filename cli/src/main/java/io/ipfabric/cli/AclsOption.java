package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.cli.Output.Column;
import io.ipfabric.contracts.kafka.AccessRights;
import io.ipfabric.contracts.value.NodeName;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import picocli.CommandLine.Option;

/** The nodes whose agents may speak with the broker; everybody else is in the catalogue. */
final class AclsOption {

    private static final List<Column> COLUMNS = List.of(
            column("PRINCIPAL", "principal"),
            column("RESOURCE", "resourceType"),
            column("NAME", "resourceName"),
            column("PATTERN", "patternType"),
            column("OPERATIONS", "operations"));

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "A node whose agent is meant too; each agent is a principal of its own. May be repeated.")
    List<String> nodes = List.of();

    List<AccessRights> rights() {
        return AccessRights.of(nodes.stream().map(NodeName::of).toList());
    }

    void print(Output output) {
        var items = Api.MAPPER.createArrayNode();
        rights().forEach(right -> items.add(json(right)));
        output.print(Api.MAPPER.createObjectNode().set("items", items), COLUMNS);
    }

    private static JsonNode json(AccessRights right) {
        var item = Api.MAPPER.createObjectNode();
        item.put("principal", right.principal());
        item.put("host", AccessRights.ANY_HOST);
        item.put("resourceType", right.resource().resourceType().name());
        item.put("resourceName", right.resource().name());
        item.put("patternType", right.resource().patternType().name());
        item.put("permission", "ALLOW");
        var operations = item.putArray("operations");
        right.operations().stream().sorted().map(Enum::name).forEach(operations::add);
        return item;
    }

    static String sentence(AclBinding binding) {
        var resource = binding.pattern();
        var entry = binding.entry();
        return "%s: %s %s of %s %s%s"
                .formatted(
                        entry.principal(),
                        entry.permissionType(),
                        entry.operation(),
                        resource.resourceType(),
                        resource.name(),
                        resource.patternType() == PatternType.PREFIXED ? "…" : "");
    }
}
