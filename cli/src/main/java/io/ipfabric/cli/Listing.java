package io.ipfabric.cli;

import io.ipfabric.cli.Output.Column;
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
}
