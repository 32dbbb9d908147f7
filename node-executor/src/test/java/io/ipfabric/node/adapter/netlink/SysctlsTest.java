package io.ipfabric.node.adapter.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SysctlsTest {

    @Test
    void aLinkThatHasGoneIsRefusedAndFailsNothingElse() {
        assertThat(Sysctls.refuseRouterAdvertisements("no-such-link").isOk()).isFalse();
    }
}
