package io.ipfabric.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/problems.md} has a row for each type of the catalogue, in its order, which says what the code says, when it is told and what to do. */
class ProblemsReferenceTest {

    private static final Path FILE = Path.of("../docs/reference/problems.md");
    private static final Path PROJECT = Path.of("..");

    /** {@code | `type` | status | title | when | what to do |} */
    private record Row(String type, String status, String title, String when, String whatToDo) {

        static Row of(String line) {
            var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(7);
            return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
        }
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .toList();
    }

    @Test
    void eachTypeHasItsRow() throws IOException {
        assertThat(rows().stream().map(row -> String.join(" | ", row.type(), row.status(), row.title())))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(type -> "`%s` | %d | %s".formatted(name(type), type.status(), type.title()))
                        .toList());
    }

    @Test
    void eachRowSaysWhenAndWhatToDo() throws IOException {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.when()).as(row.type()).isNotBlank();
            assertThat(row.whatToDo()).as(row.type()).isNotBlank();
        });
    }

    /** A type that nobody tells would only mislead. */
    @Test
    void eachTypeIsToldBySomebody() throws IOException {
        var sources = new StringBuilder();
        try (var files = Files.find(PROJECT, 20, (path, _) -> isSource(path.toString()))) {
            for (var file : (Iterable<Path>) files::iterator) {
                sources.append(Files.readString(file));
            }
        }
        assertThat(Arrays.stream(ProblemType.values()).filter(type -> !isTold(sources, type)))
                .as("types that no code uses")
                .isEmpty();
    }

    private static boolean isSource(String path) {
        return path.endsWith(".java") && path.contains("/src/main/") && !path.endsWith("/ProblemType.java");
    }

    /** Those of the framework are found by their status ({@code ProblemMappers}). */
    private static boolean isTold(CharSequence sources, ProblemType type) {
        return Stream.of(ProblemType.METHOD_NOT_ALLOWED, ProblemType.NOT_ACCEPTABLE)
                        .anyMatch(type::equals)
                || sources.toString().contains("ProblemType." + type.name());
    }

    private static String name(ProblemType type) {
        return type.uri().substring(type.uri().lastIndexOf(':') + 1);
    }
}
