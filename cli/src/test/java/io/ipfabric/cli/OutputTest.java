package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;
import static io.ipfabric.cli.Output.count;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    @Test
    void a_table_has_aligned_columns_and_no_trailing_space() {
        assertThat(Output.table(List.of(List.of("ID", "NODE"), List.of("a-long-one", "n1"))))
                .isEqualTo("""
                        ID          NODE
                        a-long-one  n1
                        """);
    }

    @Test
    void a_path_goes_through_objects_and_lists() throws JsonProcessingException {
        var vm = Api.MAPPER.readTree("""
                {"node": "n1", "addresses": [{"address": "192.0.2.1", "route": {"announced": true}}, {"address": "2001:db8::1"}]}
                """);

        assertThat(Output.value(vm, column("X", "node"))).isEqualTo("n1");
        assertThat(Output.value(vm, column("X", "addresses/address"))).isEqualTo("192.0.2.1 2001:db8::1");
        assertThat(Output.value(vm, column("X", "addresses/route/announced"))).isEqualTo("true -");
        assertThat(Output.value(vm, count("X", "addresses/route/announced"))).isEqualTo("1/2");
        assertThat(Output.value(vm, column("X", "problem/detail"))).isEqualTo("-");
    }

    @Test
    void of_nothing_nothing_is_counted() throws JsonProcessingException {
        var vm = Api.MAPPER.readTree("""
                {"addresses": []}
                """);

        assertThat(Output.value(vm, count("X", "addresses/route/announced"))).isEqualTo("0/0");
    }

    @Test
    void only_what_is_given_is_asked_for() {
        assertThat(Api.query(java.util.Map.of("node", "", "vm", "a b"))).isEqualTo("?vm=a%20b");
        assertThat(Api.query(java.util.Map.of("node", ""))).isEmpty();
    }
}
