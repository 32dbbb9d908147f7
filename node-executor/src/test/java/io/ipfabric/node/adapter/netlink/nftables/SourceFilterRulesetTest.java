package io.ipfabric.node.adapter.netlink.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.SourceFilterPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceFilterRulesetTest {

    @Test
    void theRulesAreTheGoldenFile() throws IOException {
        var policy = new SourceFilterPolicy(
                Set.of(Address.of("fe80::1"), Address.of("10.0.0.1")),
                new LinkedHashSet<>(List.of(
                        Prefix.of("203.0.113.0/24"), Prefix.of("2001:db8:ffff::/64"), Prefix.of("198.51.100.0/24"))),
                Set.of(Prefix.of("10.64.0.0/10"), Prefix.of("2001:db8::/64")));

        assertThat(SourceFilterRuleset.render(policy)).isEqualTo(golden());
    }

    @Test
    void anEmptyPolicyHasNoElements() {
        assertThat(SourceFilterRuleset.render(new SourceFilterPolicy(Set.of(), Set.of(), Set.of())))
                .doesNotContain("add element");
    }

    private static String golden() throws IOException {
        try (var file = SourceFilterRulesetTest.class.getResourceAsStream("source-filter.nft")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
