package io.ipfabric.lab.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import java.util.List;

/** A VM as vm-service shows it. */
public record VmView(JsonNode json) {

    public String name() {
        return json.path("name").asText();
    }

    public String id() {
        return json.path("id").asText();
    }

    /** On whichever node it is. */
    public String interfaceName() {
        return json.path("interface").path("name").asText();
    }

    /** One that the agent adopts, and gives its alternative name. */
    public VmInterface iface() {
        var iface = json.path("interface");
        return new VmInterface(
                InterfaceName.of(interfaceName()),
                null,
                null,
                MacAddress.of(iface.path("mac").asText()));
    }

    public String state() {
        return json.path("state").asText();
    }

    public List<Address> addresses() {
        return json.path("addresses")
                .valueStream()
                .map(address -> Address.of(address.path("address").asText()))
                .toList();
    }

    /** All its addresses are announced, and it has some. */
    public boolean isAnnounced() {
        var addresses = json.path("addresses");
        return !addresses.isEmpty()
                && addresses.valueStream().allMatch(address -> address.path("route")
                        .path("announced")
                        .asBoolean());
    }

    /** No address is announced. */
    public boolean isSilent() {
        return json.path("addresses")
                .valueStream()
                .noneMatch(address -> address.path("route").path("announced").asBoolean());
    }

    /** The reflectors hold all its addresses, and it has some. */
    public boolean isConfirmed() {
        var addresses = json.path("addresses");
        return !addresses.isEmpty()
                && addresses.valueStream().allMatch(address -> address.path("route")
                        .path("confirmed")
                        .asBoolean());
    }

    /** Of its last migration; empty if there was none. */
    public String migrationPhase() {
        return json.path("migration").path("phase").asText();
    }

    /** Of its last migration; empty if there was none. */
    public String migrationId() {
        return json.path("migration").path("id").asText();
    }

    public Router node() {
        return LabPlan.node(Integer.parseInt(json.path("node").asText().substring("node".length())));
    }
}
