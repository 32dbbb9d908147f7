package io.ipfabric.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.VmId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ManifestDigestTest {

    /** sha256("vm-1@7") begins with these 16 bytes; an agent written in another language must come to the same. */
    @Test
    void oneEndpointsDigestIsItsHash() {
        assertThat(ManifestDigest.EMPTY.plus(VmId.of("vm-1"), Epoch.of(7)))
                .hasToString("5e689a189e3ef401b465be3e81eaa9ad");
    }

    @Property
    void orderDoesNotMatterAndMinusUndoesPlus(
            @ForAll @Size(max = 20) Map<@IntRange(min = 0, max = 50) Integer, @LongRange(min = 1) Long> endpoints,
            @ForAll long seed) {
        var entries = new ArrayList<>(endpoints.entrySet());
        var digest = ManifestDigest.EMPTY;
        for (var entry : entries) {
            digest = digest.plus(vm(entry.getKey()), Epoch.of(entry.getValue()));
        }
        Collections.shuffle(entries, new Random(seed));
        for (var entry : entries) {
            assertThat(digest).isNotEqualTo(ManifestDigest.EMPTY);
            digest = digest.minus(vm(entry.getKey()), Epoch.of(entry.getValue()));
        }
        assertThat(digest).isEqualTo(ManifestDigest.EMPTY);
    }

    private static VmId vm(int number) {
        return VmId.of("vm-" + number);
    }
}
