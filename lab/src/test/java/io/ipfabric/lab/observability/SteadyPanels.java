package io.ipfabric.lab.observability;

import io.ipfabric.lab.observability.Dashboard.Panel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Panels that answer and need not change while all goes well: {@code observability/grafana/steady-panels.txt}, each with its reason. */
public record SteadyPanels(Map<String, String> reasons) {

    public static SteadyPanels read() {
        var reasons = new LinkedHashMap<String, String>();
        try {
            for (var line : Files.readAllLines(Dashboard.GRAFANA.resolve("steady-panels.txt"))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var fields = line.split(" \\| ", 3);
                    if (fields.length != 3) {
                        throw new IllegalArgumentException("no \"uid | title | reason\": " + line);
                    }
                    reasons.put(fields[0] + " | " + fields[1], fields[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SteadyPanels(reasons);
    }

    public boolean contains(Panel panel) {
        return reasons.containsKey(panel.toString());
    }

    Set<String> panels() {
        return reasons.keySet();
    }
}
