package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.cli.FabricFile.Resource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FabricFileTest {

    @Test
    void eachResourceComesAfterWhatItNames() throws Exception {
        var file = FabricFile.parse("""
                {
                  "pools": [{"name": "p4", "cluster": "a"}],
                  "clusters": [
                    {"name": "a", "asn": 65000, "nodes": [{"name": "n1"}], "reflectors": [{"name": "r 1"}]}
                  ]
                }
                """);

        assertThat(file.resources())
                .extracting(Resource::path)
                .containsExactly(
                        "/v1/clusters/a", "/v1/clusters/a/reflectors/r%201", "/v1/clusters/a/nodes/n1", "/v1/pools/p4");
    }

    @Test
    void whatIsAResourceOfItsOwnIsNoPartOfTheClustersBody() throws Exception {
        var file = FabricFile.parse("{\"clusters\": [{\"name\": \"a\", \"asn\": 65000, \"nodes\": []}]}");

        assertThat(file.resources().getFirst().body()).hasToString("{\"name\":\"a\",\"asn\":65000}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                             | the file is a JSON object",
                "{\"cluster\": []}              | the file has \"cluster\"; there are only clusters and pools",
                "{\"pools\": {}}                | \"pools\" is a list",
                "{\"pools\": [1]}               | an element of \"pools\" is a JSON object",
                "{\"clusters\": [{\"asn\": 1}]} | each element of \"clusters\" has a \"name\"",
                "{\"pools\": [{\"name\": \"\"}]} | each element of \"pools\" has a \"name\"",
            })
    void whatIsWrongIsNamed(String text, String reason) {
        assertThatThrownBy(() -> FabricFile.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    /** The one that the containers' lab is made of. */
    @Test
    void theLabsFileIsOne() {
        assertThat(FabricFile.read(Path.of("../containers/lab/fabric.json")).resources())
                .hasSize(8);
    }
}
