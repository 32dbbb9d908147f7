package io.ipfabric.gateway.config.domain;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts as {@code diff -u} writes it: the longest common subsequence of lines, with three lines around each change. */
public final class TextDiff {

    private static final int CONTEXT = 3;

    private TextDiff() {}

    /** @return empty if the texts are equal */
    public static String unified(String fromName, String from, String toName, String to) {
        var edits = edits(from.lines().toList(), to.lines().toList());
        var text = new StringBuilder();
        int fromLine = 1;
        int toLine = 1;
        int next = 0;
        while (next < edits.size()) {
            int end = hunkEnd(edits, next);
            if (end > next) {
                text.append(text.isEmpty() ? "--- " + fromName + "\n+++ " + toName + "\n" : "");
                text.append(hunk(edits.subList(next, end), fromLine, toLine));
            } else {
                end = next + 1;
            }
            for (var edit : edits.subList(next, end)) {
                fromLine += edit.kind() == '+' ? 0 : 1;
                toLine += edit.kind() == '-' ? 0 : 1;
            }
            next = end;
        }
        return text.toString();
    }

    /** @param kind ' ' kept, '-' removed, '+' added */
    private record Edit(char kind, String line) {
        boolean isChange() {
            return kind != ' ';
        }
    }

    /** Where the hunk that starts here ends: {@code start} itself if no change is near enough. */
    private static int hunkEnd(List<Edit> edits, int start) {
        int end = start;
        int kept = 0;
        for (int i = start; i < edits.size(); i++) {
            kept = edits.get(i).isChange() ? 0 : kept + 1;
            if (kept == 0) {
                end = i + 1;
            } else if (kept > (end == start ? CONTEXT : 2 * CONTEXT)) {
                break;
            }
        }
        return end == start ? start : Math.min(edits.size(), end + CONTEXT);
    }

    private static String hunk(List<Edit> edits, int fromLine, int toLine) {
        long fromCount = edits.stream().filter(edit -> edit.kind() != '+').count();
        long toCount = edits.stream().filter(edit -> edit.kind() != '-').count();
        var text = new StringBuilder("@@ -" + range(fromLine, fromCount) + " +" + range(toLine, toCount) + " @@\n");
        edits.forEach(edit -> text.append(edit.kind()).append(edit.line()).append('\n'));
        return text.toString();
    }

    /** An empty range is named by the line before it. */
    private static String range(int line, long count) {
        return (count == 0 ? line - 1 : line) + "," + count;
    }

    /** What both texts begin and end with is set aside first: the table of the rest grows with the product of its lines. */
    private static List<Edit> edits(List<String> from, List<String> to) {
        int shorter = Math.min(from.size(), to.size());
        int head = 0;
        while (head < shorter && from.get(head).equals(to.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && from.get(from.size() - 1 - tail).equals(to.get(to.size() - 1 - tail))) {
            tail++;
        }
        var edits = new ArrayList<Edit>(from.size() + to.size());
        from.subList(0, head).forEach(line -> edits.add(new Edit(' ', line)));
        addMiddle(edits, from.subList(head, from.size() - tail), to.subList(head, to.size() - tail));
        from.subList(from.size() - tail, from.size()).forEach(line -> edits.add(new Edit(' ', line)));
        return edits;
    }

    private static void addMiddle(List<Edit> edits, List<String> from, List<String> to) {
        var common = commonLengths(from, to);
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
                edits.add(new Edit(' ', from.get(i++)));
                j++;
            } else if (j == to.size() || (i < from.size() && common[i + 1][j] >= common[i][j + 1])) {
                edits.add(new Edit('-', from.get(i++)));
            } else {
                edits.add(new Edit('+', to.get(j++)));
            }
        }
    }

    /** Of the longest common subsequence of what follows line i of one and line j of the other. */
    private static int[][] commonLengths(List<String> from, List<String> to) {
        var lengths = new int[from.size() + 1][to.size() + 1];
        for (int i = from.size() - 1; i >= 0; i--) {
            for (int j = to.size() - 1; j >= 0; j--) {
                lengths[i][j] = from.get(i).equals(to.get(j))
                        ? lengths[i + 1][j + 1] + 1
                        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        return lengths;
    }
}
