package io.ipfabric.vm.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class VmRequestTest {

    @Property
    void derivesALocalUnicastMacFromTheId(@ForAll @AlphaChars @StringLength(min = 1, max = 64) String id) {
        var mac = request(id, "web1", InterfaceRequest.DEFAULT).vmInterface().guestMac();

        assertThat(mac.bytes()[0] & 0b11).isEqualTo(0b10);
        assertThat(request(id, "other", InterfaceRequest.DEFAULT).vmInterface().guestMac())
                .isEqualTo(mac);
    }

    @Test
    void derivesTheSameMacForEver() {
        assertThat(request("vm-1", "web1", InterfaceRequest.DEFAULT)
                        .vmInterface()
                        .guestMac())
                .hasToString("2e:62:b0:03:5f:34");
    }

    @Test
    void keepsAMacThatIsGiven() {
        var given = new InterfaceRequest(null, MacAddress.of("52:54:00:00:00:01"));

        assertThat(request("vm-1", "web1", given).vmInterface().guestMac()).isEqualTo(given.mac());
    }

    @Test
    void shortensALongInterfaceNameAndKeepsTheFullOneAside() {
        var iface =
                request("vm-1", "a-rather-long-name", InterfaceRequest.DEFAULT).vmInterface();

        assertThat(iface.name().value()).hasSize(15).startsWith("vm").endsWith("_net0");
        assertThat(iface.alternativeName()).isEqualTo("a-rather-long-name_net0");
    }

    private static VmRequest request(String id, String name, InterfaceRequest iface) {
        return new VmRequest(
                VmId.of(id),
                VmName.of(name),
                ClusterName.of("lab"),
                NodeName.of("node1"),
                List.of(),
                List.of(),
                iface,
                Labels.NONE,
                true);
    }
}
