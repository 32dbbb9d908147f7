package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.domain.KernelOperation.AddAddress;
import io.ipfabric.node.domain.KernelOperation.AddAlternativeName;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.DeleteAddress;
import io.ipfabric.node.domain.KernelOperation.DeleteNeighbor;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.PutNeighbor;
import io.ipfabric.node.domain.KernelOperation.ReplaceRoute;
import io.ipfabric.node.domain.KernelOperation.ResolveNeighbor;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelOperation.SingleStepOperation;
import java.util.ArrayList;
import java.util.List;

/** The operations of one message each: how they are written, and which refusals mean that there was nothing to do. */
final class SingleSteps {

    private final NetlinkConnection connection;
    private final KernelReader reader;
    private final RouteTable table;

    SingleSteps(NetlinkConnection connection, KernelReader reader, RouteTable table) {
        this.connection = connection;
        this.reader = reader;
        this.table = table;
    }

    /** @return one for each, in order */
    List<Acknowledgement> apply(List<SingleStepOperation> operations) {
        var answers = new ArrayList<Acknowledgement>(operations.size());
        while (answers.size() < operations.size()) {
            var batch = connection.newBatch();
            while (batch.hasRoom() && answers.size() + batch.size() < operations.size()) {
                write(batch, operations.get(answers.size() + batch.size()));
            }
            answers.addAll(connection.exchange(batch));
        }
        // Only now: to look at what is there needs the connection.
        for (int i = 0; i < answers.size(); i++) {
            if (isFulfilled(operations.get(i), answers.get(i).error())) {
                answers.set(i, Acknowledgement.OK);
            }
        }
        return answers;
    }

    private void write(RequestBatch batch, SingleStepOperation operation) {
        switch (operation) {
            case AddRoute(var route) -> RouteMessages.add(batch, table, route);
            case ReplaceRoute(var route) -> RouteMessages.replace(batch, table, route);
            case DeleteRoute(var route) -> RouteMessages.delete(batch, table, route);
            case AddAddress(var address) -> AddressMessages.add(batch, address);
            case DeleteAddress(var address) -> AddressMessages.delete(batch, address);
            case PutNeighbor(var neighbor) -> NeighborMessages.put(batch, neighbor);
            case DeleteNeighbor(var address, int index) -> NeighborMessages.delete(batch, address, index);
            case ResolveNeighbor(var address, int index) -> NeighborMessages.resolve(batch, address, index);
            case SetLink(int index, var mac, boolean up) -> LinkMessages.set(batch, index, mac, up);
            case AddAlternativeName(int index, var name) -> LinkMessages.addAlternativeName(batch, index, name);
        }
    }

    /** True if the kernel refused because the wished state is there already. */
    private boolean isFulfilled(SingleStepOperation operation, Errno refusal) {
        if (refusal == Errno.OK) {
            return true;
        }
        return switch (operation) {
            case AddRoute(var route) ->
                refusal == Errno.EEXIST
                        && reader.routes(route.destination().family()).contains(route);
            case AddAddress(var address) ->
                refusal == Errno.EEXIST && reader.addresses().contains(address);
            case AddAlternativeName(int index, var name) ->
                refusal == Errno.EEXIST
                        && reader.link(index).filter(link -> link.isNamed(name)).isPresent();
            case DeleteRoute _ -> refusal == Errno.ESRCH || refusal == Errno.ENODEV;
            case DeleteAddress _ -> refusal == Errno.EADDRNOTAVAIL || refusal == Errno.ENODEV;
            case DeleteNeighbor _ -> refusal == Errno.ENOENT || refusal == Errno.ENODEV || refusal == Errno.ENXIO;
            case ReplaceRoute _, PutNeighbor _, ResolveNeighbor _, SetLink _ -> false;
        };
    }
}
