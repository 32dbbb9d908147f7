package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.NodeName;

/** Which evidence is not there, for a person. */
final class Lacking {

    private final RoutingContext context;

    Lacking(RoutingContext context) {
        this.context = context;
    }

    String toBeHeld(NodeName node, Told told) {
        if (told.seen().announced().size() < told.addresses().size()) {
            return told.seen().equals(Told.Seen.NOTHING)
                    ? node + " has not reported"
                    : node + " does not announce all of it";
        }
        return context.sight().isBlind(told.families())
                ? context.sight().blindness(told.families())
                : "not every reflector in sync holds it as " + node + " announces it";
    }

    String toBeGone(NodeName node, Told told) {
        if (told.seen().equals(Told.Seen.NOTHING)) {
            return node + " has not reported";
        }
        if (!told.seen().silent()) {
            return node + " still advertises it";
        }
        if (told.silentSince() != null) {
            return node + " still has something of it in its kernel or router";
        }
        var fabricNode = context.nodes().get(node);
        return context.sight().isBlind(told.families()) || fabricNode == null
                ? context.sight().blindness(told.families())
                : context.sight().holdersOf(fabricNode.nextHops()) + " still holds a path of " + node;
    }
}
