package io.ipfabric.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestJudgeTest {

    private static final FabricId OTHER_FABRIC = FabricId.of("aaaaaaaa-8a1d-4a8f-b0c1-2d3e4f5a6b7c");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void judges(String name, Identity identity, Optional<Manifest> manifest, boolean matches, Judgement expected) {
        var judgement = ManifestJudge.judge(identity, manifest, matches, 0, 5);

        assertThat(judgement).hasSameClassAs(expected);
        assertThat(judgement.actedOnGeneration()).isEqualTo(expected.actedOnGeneration());
    }

    static Stream<Arguments> cells() {
        var waiting = new Judgement.Waiting("");
        var addOnly = new Judgement.AddOnly(7, "");
        var full = new Judgement.Full(7);
        var fresh = knowing(null, 0);
        var settled = knowing(Samples.FABRIC, 7);
        var own = manifest(Samples.FABRIC, Samples.NODE, Samples.INSTANCE, 7);
        return Stream.of(
                Arguments.of("no manifest", settled, Optional.empty(), true, waiting),
                Arguments.of("no manifest, no intents either", fresh, Optional.empty(), false, waiting),
                Arguments.of(
                        "another node's",
                        settled,
                        manifest(Samples.FABRIC, NodeName.of("node2"), Samples.INSTANCE, 7),
                        true,
                        waiting),
                Arguments.of(
                        "another installation's",
                        settled,
                        manifest(
                                Samples.FABRIC,
                                Samples.NODE,
                                new NodeInstance("bbbbbbbb-7a2b-4a63-9f0e-6f7c5b1c2d3e"),
                                7),
                        true,
                        waiting),
                Arguments.of("the first, matching", fresh, own, true, full),
                Arguments.of("the first, not matching", fresh, own, false, addOnly),
                Arguments.of("the known fabric's, same generation", settled, own, true, full),
                Arguments.of("the known fabric's, newer", knowing(Samples.FABRIC, 6), own, true, full),
                Arguments.of("the known fabric's, older", knowing(Samples.FABRIC, 8), own, true, addOnly),
                Arguments.of(
                        "the known fabric's, older, not matching", knowing(Samples.FABRIC, 8), own, false, addOnly),
                Arguments.of("the known fabric's, not matching", settled, own, false, addOnly),
                Arguments.of("another fabric's", knowing(OTHER_FABRIC, 0), own, true, waiting),
                Arguments.of("another fabric's, newer", knowing(OTHER_FABRIC, 6), own, true, waiting),
                Arguments.of("another fabric's, not matching", knowing(OTHER_FABRIC, 6), own, false, waiting));
    }

    private static Identity knowing(@Nullable FabricId fabric, long generation) {
        return new Identity(Samples.NODE, Samples.INSTANCE, fabric, generation);
    }

    private static Optional<Manifest> manifest(FabricId fabric, NodeName node, NodeInstance instance, long generation) {
        return Optional.of(new Manifest(fabric, node, instance, generation, 0, ManifestDigest.EMPTY, false));
    }

    @ParameterizedTest(name = "{0} of {1}, confirmed: {2}")
    @CsvSource({
        "10, 10, false, true",
        "11, 11, false, false",
        "11, 11, true,  true",
        "10, 50, false, true",
        "11, 54, false, false",
        "11, 55, false, true",
        "12, 55, false, false",
        "20, 100, false, true",
        "21, 100, false, false",
        "21, 100, true, true",
        "0, 0, false, true"
    })
    void aLargeRemovalIsConfirmed(int removals, int carried, boolean confirmed, boolean allowed) {
        var manifest =
                new Manifest(Samples.FABRIC, Samples.NODE, Samples.INSTANCE, 1, 0, ManifestDigest.EMPTY, confirmed);

        var judgement = ManifestJudge.judge(Samples.IDENTITY, Optional.of(manifest), true, removals, carried);

        assertThat(judgement.mayRemove()).isEqualTo(allowed);
        assertThat(judgement.isObeying()).isTrue();
    }
}
