package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was asked for when the VM was created. Its form is canonical, so that two requests that mean the same are equal.
 *
 * @param node where it is to be placed first
 * @param families the address families it is to have; given empty, it is all of them
 * @param addresses wanted by name
 * @param running whether it runs on {@code node} already
 */
public record VmRequest(
        VmId vm,
        VmName name,
        ClusterName cluster,
        NodeName node,
        List<AddressFamily> families,
        List<Address> addresses,
        InterfaceRequest iface,
        Labels labels,
        boolean running) {

    private static final int MAC_LENGTH = 6;
    /** IEEE 802, first octet: bit 0 says group, bit 1 says locally administered. */
    private static final int GROUP_BIT = 0b01;

    private static final int LOCAL_BIT = 0b10;

    public VmRequest {
        families = (families.isEmpty() ? Arrays.stream(AddressFamily.values()) : families.stream())
                .distinct()
                .sorted()
                .toList();
        addresses = addresses.stream().sorted().toList();
    }

    /** What no service could fulfil. */
    Optional<Problem> fault() {
        var seen = new HashSet<Address>();
        for (var address : addresses) {
            if (!seen.add(address)) {
                return wrongAddress(address + " is there twice");
            }
            if (!families.contains(address.family())) {
                return wrongAddress(address + " is of a family that \"families\" leaves out");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> wrongAddress(String detail) {
        return Optional.of(Problem.ofField(ProblemType.INVALID_FIELD, "addresses", detail));
    }

    /** The families that need an address from a pool, because none was wanted by name. */
    List<AddressFamily> familiesToAllocate() {
        return families.stream()
                .filter(family -> addresses.stream().noneMatch(address -> address.family() == family))
                .toList();
    }

    /** The VM's interface on whichever node it is: it follows from the request alone. */
    public VmInterface vmInterface() {
        return new VmInterface(
                InterfaceName.of(name),
                InterfaceName.alternativeNameOf(name).orElse(null),
                iface.kind(),
                iface.mac() == null ? derivedMac(vm) : iface.mac());
    }

    /** Names, as in the JSON, of the fields in which the other request differs. */
    List<String> differencesFrom(VmRequest other) {
        var fields = new ArrayList<String>();
        addIf(!name.equals(other.name), "name", fields);
        addIf(!cluster.equals(other.cluster), "cluster", fields);
        addIf(!node.equals(other.node), "node", fields);
        addIf(!families.equals(other.families), "families", fields);
        addIf(!addresses.equals(other.addresses), "addresses", fields);
        addIf(!Objects.equals(iface, other.iface), "interface", fields);
        addIf(!labels.equals(other.labels), "labels", fields);
        addIf(running != other.running, "running", fields);
        return List.copyOf(fields);
    }

    private static void addIf(boolean differs, String field, List<String> fields) {
        if (differs) {
            fields.add(field);
        }
    }

    /** Locally administered, unicast, from the SHA-256 of the id: the same on every node and after every restart. */
    private static MacAddress derivedMac(VmId vm) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(vm.value().getBytes(StandardCharsets.UTF_8));
            var mac = Arrays.copyOf(digest, MAC_LENGTH);
            mac[0] = (byte) ((mac[0] & ~GROUP_BIT) | LOCAL_BIT);
            return MacAddress.ofBytes(mac);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
