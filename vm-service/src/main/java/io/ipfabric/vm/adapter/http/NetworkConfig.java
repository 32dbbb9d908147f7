package io.ipfabric.vm.adapter.http;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import java.util.List;

/**
 * What a guest has to know of its network, as cloud-init's network configuration of version 2 (the language of netplan): host addresses, and a default route of each family over a gateway
 * that lies in no prefix of the guest's and so has to be said to be on the link. The gateway answers ARP and neighbor discovery on every interface of the fabric, so
 * the same configuration is right wherever the guest runs.
 *
 * <p>The interface is found by its MAC, as its name in the guest is the guest's matter. Destinations are prefixes, not "default": older readers know no other.
 * There are no routers to listen to, and no DHCP.
 */
record NetworkConfig(MacAddress mac, List<Address> addresses, Gateways gateways) {

    /** YAML; the same for the same VM. */
    String yaml() {
        var yaml = new StringBuilder("""
                version: 2
                ethernets:
                  fabric:
                    match:
                      macaddress: "%s"
                    dhcp4: false
                    dhcp6: false
                    accept-ra: false
                    addresses:
                """.formatted(mac));
        for (var address : addresses) {
            yaml.append("      - \"%s/%d\"\n".formatted(address, address.family() == AddressFamily.IPV4 ? 32 : 128));
        }
        yaml.append("    routes:\n");
        if (has(AddressFamily.IPV4)) {
            yaml.append(route("0.0.0.0/0", gateways.ipv4()));
        }
        if (has(AddressFamily.IPV6)) {
            yaml.append(route("::/0", gateways.ipv6()));
        }
        return yaml.toString();
    }

    private boolean has(AddressFamily family) {
        return addresses.stream().anyMatch(address -> address.family() == family);
    }

    private static String route(String to, Address via) {
        return """
                      - to: "%s"
                        via: "%s"
                        on-link: true
                """.formatted(to, via);
    }
}
