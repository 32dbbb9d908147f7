package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.value.VmId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the node's partition says as far as it was read: the latest intent of each VM and the latest manifest, with count and
 * digest kept as records come, so that a manifest is compared in constant time. It judges nothing. Not thread-safe.
 */
final class TopicView {

    private final Map<VmId, EndpointIntent> intents = new HashMap<>();
    private ManifestDigest digest = ManifestDigest.EMPTY;
    private int endpoints;
    private @Nullable Manifest manifest;

    void clear() {
        intents.clear();
        digest = ManifestDigest.EMPTY;
        endpoints = 0;
        manifest = null;
    }

    void put(EndpointIntent intent) {
        var endpoint = intent.endpoint();
        subtract(intents.put(endpoint.vm(), intent));
        if (!(intent instanceof Remove)) {
            digest = digest.plus(endpoint.vm(), endpoint.epoch());
            endpoints++;
        }
    }

    void put(Manifest latest) {
        manifest = latest;
    }

    /** A tombstone came. */
    void drop(VmId vm) {
        subtract(intents.remove(vm));
    }

    private void subtract(@Nullable EndpointIntent earlier) {
        if (earlier != null && !(earlier instanceof Remove)) {
            digest = digest.minus(earlier.endpoint().vm(), earlier.endpoint().epoch());
            endpoints--;
        }
    }

    Optional<EndpointIntent> intent(VmId vm) {
        return Optional.ofNullable(intents.get(vm));
    }

    Collection<EndpointIntent> intents() {
        return intents.values();
    }

    Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    boolean matches(Manifest claimed) {
        return claimed.endpoints() == endpoints && claimed.digest().equals(digest);
    }

    /** For people: what was read. */
    String summary() {
        return endpoints + " endpoints, digest " + digest;
    }
}
