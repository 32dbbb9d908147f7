package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.vm;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarksTest {

    private final Marks marks = new Marks();

    @Test
    void whoIsUrgentGoesAloneAndFirst() {
        marks.dirty(List.of(vm(1), vm(2)));
        marks.urgent(vm(3));

        assertThat(marks.take()).containsExactly(vm(3));
        assertThat(marks.take()).containsExactly(vm(1), vm(2));
        assertThat(marks.isEmpty()).isTrue();
    }

    @Test
    void whoIsTakenAsUrgentIsNotTakenAgain() {
        marks.dirty(vm(1));
        marks.urgent(vm(1));

        assertThat(marks.take()).containsExactly(vm(1));
        assertThat(marks.isEmpty()).isTrue();
    }

    @Test
    void manyAreTakenInParts() {
        var all = IntStream.range(0, 200).mapToObj(n -> vm(n)).toList();
        marks.dirty(all);

        var taken = new HashSet<>(marks.take());
        assertThat(taken).hasSizeLessThan(100);
        marks.urgent(vm(500));
        assertThat(marks.take()).containsExactly(vm(500));
        while (!marks.isEmpty()) {
            var next = marks.take();
            assertThat(taken).doesNotContainAnyElementsOf(next);
            taken.addAll(next);
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whoIsForgottenIsMarkedNoMore() {
        marks.dirty(vm(1));
        marks.urgent(vm(1));

        marks.forget(vm(1));

        assertThat(marks.isMarked(vm(1))).isFalse();
        assertThat(marks.isEmpty()).isTrue();
    }
}
