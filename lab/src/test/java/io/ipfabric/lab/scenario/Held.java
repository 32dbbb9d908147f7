package io.ipfabric.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Vms;
import java.util.Optional;

/** What the fabric knows of the reflectors: whether they can be seen, and what they hold. */
final class Held {

    private Held() {}

    /** Waits until this many reflectors are seen as a whole. */
    static void awaitInSync(int reflectors) {
        Poll.until(
                reflectors + " reflectors to be IN_SYNC",
                Vms.LIMIT,
                () -> Metrics.sum("gateway-config-service", "fabric_observer_sessions{state=\"IN_SYNC\"")
                        == reflectors);
    }

    /** @param address that it was seen to hold */
    static void awaitSight(Router reflector, Address address, String sight) {
        Poll.until(reflector.name() + " to be " + sight, Vms.LIMIT, () -> of(reflector, address)
                .map(held -> held.path("sight").asText())
                .filter(sight::equals)
                .isPresent());
    }

    static boolean isBy(Router reflector, Address address) {
        return of(reflector, address).map(held -> !held.path("paths").isEmpty()).orElse(false);
    }

    private static Optional<JsonNode> of(Router reflector, Address address) {
        return new HttpApi(LabPlan.service("routing-service").url())
                .get("/v1/routes/" + address)
                .orThrow("no route to " + address)
                .json()
                .path("held")
                .valueStream()
                .filter(held -> held.path("reflector").asText().equals(reflector.name()))
                .findFirst();
    }
}
