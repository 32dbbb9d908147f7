package io.ipfabric.vm.application;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    /** The example of RFC 9562, appendix A.6. */
    @Test
    void isAsTheRfcHasIt() {
        long millis = 0x017F22E279B0L;
        long randomA = 0xCC3L << 52;
        long randomB = 0x18C4DC0C0C07398FL << 2;

        assertThat(TimeOrderedId.at(millis, randomA, randomB)).hasToString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    @Property
    void laterIdsSortLater(
            @ForAll @LongRange(min = 0, max = (1L << 48) - 2) long millis, @ForAll long earlier, @ForAll long later) {
        var first = TimeOrderedId.at(millis, earlier, earlier);
        var second = TimeOrderedId.at(millis + 1, later, later);

        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.toString()).isLessThan(second.toString());
    }
}
