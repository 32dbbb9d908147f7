package io.ipfabric.vm.adapter.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.vm.domain.LifeEvent;
import io.ipfabric.vm.domain.LifeEvent.AddressesChanged;
import io.ipfabric.vm.domain.LifeEvent.CommandRejected;
import io.ipfabric.vm.domain.LifeEvent.Gone;
import io.ipfabric.vm.domain.LifeEvent.MigrationChanged;
import io.ipfabric.vm.domain.LifeEvent.RouteChanged;
import io.ipfabric.vm.domain.LifeEvent.StateChanged;
import java.util.List;

/**
 * An event of a VM's life on its way into {@code vm_event}.
 *
 * @param number in the VM's life, from 1 without a gap
 * @param type the public name
 * @param data what is sent of it, now and whenever it is asked for again
 */
record StoredEvent(long number, String type, JsonNode data) {

    static StoredEvent of(long number, LifeEvent event) {
        return new StoredEvent(number, type(event), StoredJson.tree(event));
    }

    static List<StoredEvent> readAll(String json) {
        return List.of(StoredJson.read(json, StoredEvent[].class));
    }

    private static String type(LifeEvent event) {
        return switch (event) {
            case StateChanged _ -> "state";
            case AddressesChanged _ -> "addresses";
            case RouteChanged _ -> "route";
            case MigrationChanged _ -> "migration";
            case CommandRejected _ -> "rejected";
            case Gone _ -> "gone";
        };
    }
}
