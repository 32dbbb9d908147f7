package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextDiffTest {

    @Test
    void equalTextsDifferNowhere() {
        assertThat(TextDiff.unified("a", "x\ny\n", "b", "x\ny\n")).isEmpty();
    }

    @Test
    void aChangeIsShownWithThreeLinesAroundIt() {
        var from = lines(1, 20);
        var to = from.replace("line 10\n", "other\nand more\n");

        assertThat(TextDiff.unified("old", from, "new", to)).isEqualTo("""
                --- old
                +++ new
                @@ -7,7 +7,8 @@
                 line 7
                 line 8
                 line 9
                -line 10
                +other
                +and more
                 line 11
                 line 12
                 line 13
                """);
    }

    @Test
    void farChangesAreHunksOfTheirOwn() {
        var from = lines(1, 20);
        var to = from.replace("line 2\n", "").replace("line 19\n", "line 19\nadded\n");

        assertThat(TextDiff.unified("old", from, "new", to)).isEqualTo("""
                --- old
                +++ new
                @@ -1,5 +1,4 @@
                 line 1
                -line 2
                 line 3
                 line 4
                 line 5
                @@ -17,4 +16,5 @@
                 line 17
                 line 18
                 line 19
                +added
                 line 20
                """);
    }

    @Test
    void nearChangesShareAHunk() {
        var from = lines(1, 9);
        var to = from.replace("line 2\n", "two\n").replace("line 8\n", "eight\n");

        assertThat(TextDiff.unified("old", from, "new", to).lines().filter(line -> line.startsWith("@@")))
                .isEqualTo(List.of("@@ -1,9 +1,9 @@"));
    }

    @Test
    void anEmptyTextIsNamedByTheLineBefore() {
        assertThat(TextDiff.unified("old", "", "new", "x\n")).isEqualTo("--- old\n+++ new\n@@ -0,0 +1,1 @@\n+x\n");
    }

    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
    }
}
