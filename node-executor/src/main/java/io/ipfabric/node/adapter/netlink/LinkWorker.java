package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelOperation.ConfigureGuestLink;
import io.ipfabric.node.domain.KernelOperation.CreateTap;
import io.ipfabric.node.domain.KernelOperation.CreateVeth;
import io.ipfabric.node.domain.KernelOperation.DeleteLink;
import io.ipfabric.node.domain.KernelOperation.MultiStepOperation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The operations on links that take more than one message. */
final class LinkWorker {

    private final NetlinkConnection connection;
    private final KernelReader reader;

    LinkWorker(NetlinkConnection connection, KernelReader reader) {
        this.connection = connection;
        this.reader = reader;
    }

    Acknowledgement apply(MultiStepOperation operation) {
        return switch (operation) {
            case CreateTap tap -> create(tap);
            case CreateVeth veth -> create(veth);
            case DeleteLink(int index, var name) -> delete(index, name);
            case ConfigureGuestLink(int index) -> configure(index);
        };
    }

    private Acknowledgement create(CreateTap tap) {
        var made = TapDevice.create(
                tap.name(), () -> exchange(batch -> claim(batch, tap.name(), tap.mac(), tap.alternativeName())));
        // EBUSY is also what a tap says that someone else holds open.
        return made.error() == Errno.EBUSY || made.error() == Errno.EINVAL
                ? adopt(tap.name(), tap.mac(), tap.alternativeName(), made)
                : made;
    }

    /** Claimed only once it is certain that we made it: a link of this name may have appeared a moment ago. */
    private Acknowledgement create(CreateVeth veth) {
        var made = exchange(batch -> LinkMessages.createVeth(batch, veth.name(), veth.mac(), veth.peer()));
        if (made.error() == Errno.EEXIST) {
            return adopt(veth.name(), veth.mac(), veth.alternativeName(), made);
        }
        if (!made.isOk()) {
            return made;
        }
        var claimed = exchange(batch -> claim(batch, veth.name(), veth.mac(), veth.alternativeName()));
        if (!claimed.isOk()) {
            reader.link(veth.name().value())
                    .ifPresent(link -> exchange(batch -> LinkMessages.delete(batch, link.index())));
        }
        return claimed;
    }

    private static void claim(
            RequestBatch batch, InterfaceName name, MacAddress mac, @Nullable String alternativeName) {
        LinkMessages.claim(batch, name, mac);
        if (alternativeName != null) {
            LinkMessages.addAlternativeName(batch, name, alternativeName);
        }
    }

    /** @param refused why it could not be made */
    private Acknowledgement adopt(
            InterfaceName name, MacAddress mac, @Nullable String alternativeName, Acknowledgement refused) {
        var found = reader.link(name.value());
        if (found.isEmpty()) {
            return refused;
        }
        var link = found.get();
        return exchange(batch -> {
            if (!mac.equals(link.mac())) {
                LinkMessages.setMac(batch, link.index(), mac);
            }
            if (alternativeName != null && !link.isNamed(alternativeName)) {
                LinkMessages.addAlternativeName(batch, link.index(), alternativeName);
            }
        });
    }

    private Acknowledgement delete(int index, String name) {
        if (reader.link(index).filter(link -> link.isNamed(name)).isEmpty()) {
            return Acknowledgement.OK;
        }
        var deleted = exchange(batch -> LinkMessages.delete(batch, index));
        return deleted.error() == Errno.ENODEV ? Acknowledgement.OK : deleted;
    }

    private Acknowledgement configure(int index) {
        var link = reader.link(index);
        if (link.isEmpty()) {
            return new Acknowledgement(Errno.ENODEV, Errno.ENODEV.meaning());
        }
        var configured = exchange(batch -> LinkMessages.configureGuest(batch, index));
        return configured.isOk() ? Sysctls.refuseRouterAdvertisements(link.get().name()) : configured;
    }

    /** @return the first refusal, if any */
    private Acknowledgement exchange(Consumer<RequestBatch> requests) {
        var batch = connection.newBatch();
        requests.accept(batch);
        if (batch.size() == 0) {
            return Acknowledgement.OK;
        }
        return connection.exchange(batch).stream()
                .filter(acknowledgement -> !acknowledgement.isOk())
                .findFirst()
                .orElse(Acknowledgement.OK);
    }
}
