package io.ipfabric.lab;

import io.ipfabric.lab.lifecycle.LabStatus;
import io.ipfabric.lab.lifecycle.LabStatus.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The lab's state for people. */
final class StatusTable {

    private static final List<String> HEADER = List.of("NAME", "PID", "NAMESPACE", "ADDRESS", "READY", "DETAIL");

    private StatusTable() {}

    static String render(LabStatus status) {
        var lines = new ArrayList<List<String>>();
        lines.add(HEADER);
        status.processes().forEach(row -> lines.add(cells(row)));
        var text = new StringBuilder();
        for (var line : lines) {
            var padded = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                padded.append(line.get(column))
                        .append(" "
                                .repeat(width(lines, column) - line.get(column).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static List<String> cells(Row row) {
        return List.of(
                row.name(),
                Objects.toString(row.pid(), "-"),
                Objects.requireNonNullElse(row.namespace(), "-"),
                Objects.requireNonNullElse(row.address(), "-"),
                row.ready() ? "yes" : "no",
                row.detail());
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }
}
