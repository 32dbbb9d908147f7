package io.ipfabric.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.cli.Output.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A list, which a service tells in parts. */
final class Listing {

    @Option(names = "--cursor", defaultValue = "", description = "Goes on where an earlier part ended.")
    String cursor = "";

    @Mixin
    Output output = new Output();

    /** @param filters empty ones are left out */
    int print(Api api, String path, Map<String, String> filters, List<Column> columns) throws InterruptedException {
        var parameters = new HashMap<>(filters);
        parameters.put("cursor", cursor);
        output.print(api.call("GET", path + Api.query(parameters), null), columns);
        return 0;
    }

    /** All parts, one request after another. */
    static List<JsonNode> all(Api api, String path) throws InterruptedException {
        var items = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var part = api.call("GET", path + Api.query(Map.of("cursor", cursor)), null);
            part.path("items").forEach(items::add);
            cursor = part.path("next").asText("");
        } while (!cursor.isEmpty());
        return items;
    }
}
