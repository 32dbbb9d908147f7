package io.ipfabric.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Option;

/** How an answer is shown: as a table, or as the JSON that came. */
final class Output {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** What {@code -o} takes. */
    enum Format {
        table,
        json
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json. Default: table.")
    Format format = Format.table;

    /**
     * @param path names from the thing to the value, with slashes; through a list it shows the values of all elements
     * @param counted of how many elements of a list the value is true, instead of each one's
     */
    record Column(String title, String path, boolean counted) {}

    static Column column(String title, String path) {
        return new Column(title, path, false);
    }

    static Column count(String title, String path) {
        return new Column(title, path, true);
    }

    /** A page ({@code items}) or one thing. */
    void print(JsonNode answer, List<Column> columns) {
        if (format == Format.json) {
            System.out.println(pretty(answer));
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(columns.stream().map(Column::title).toList());
        var items = answer.has("items")
                ? answer.get("items")
                : Api.MAPPER.createArrayNode().add(answer);
        items.forEach(item ->
                rows.add(columns.stream().map(column -> value(item, column)).toList()));
        System.out.print(table(rows));
        if (answer.has("next")) {
            System.out.println("… more: --cursor " + answer.get("next").asText());
        }
    }

    /** A whole thing that no table can show, or the JSON of it. */
    int text(String text, JsonNode json) {
        if (format == Format.json) {
            System.out.println(pretty(json));
        } else {
            System.out.print(text);
        }
        return ExitStatus.OK;
    }

    /** What an outsider wrote must not move the cursor or ring the bell of whoever reads it. */
    static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    static String value(JsonNode item, Column column) {
        var all = values(item, column.path());
        return column.counted()
                ? all.stream().filter("true"::equals).count() + "/" + all.size()
                : printable(String.join(" ", all));
    }

    private static List<String> values(JsonNode item, String path) {
        var parts = path.split("/", 2);
        var node = item.path(parts[0]);
        if (parts.length == 1 && node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        if (parts.length == 1) {
            return List.of(node.isMissingNode() || node.isNull() ? "-" : node.asText());
        }
        if (!node.isArray()) {
            return values(node, parts[1]);
        }
        return StreamSupport.stream(node.spliterator(), false)
                .flatMap(element -> values(element, parts[1]).stream())
                .toList();
    }

    private static String pretty(JsonNode answer) {
        try {
            return Api.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was JSON is JSON", e);
        }
    }
}
