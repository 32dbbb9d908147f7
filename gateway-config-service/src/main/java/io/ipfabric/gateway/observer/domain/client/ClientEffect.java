package io.ipfabric.gateway.observer.domain.client;

import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;

/** What is to be done about it, in this order. */
public sealed interface ClientEffect {

    record SendKeepalive() implements ClientEffect {}

    record SendNotification(BgpError error) implements ClientEffect {}

    /** The session is up: what follows is believed. */
    record Establish() implements ClientEffect {}

    record Tell(SessionEvent event) implements ClientEffect {}

    /**
     * The session is over, and its connection to be closed.
     *
     * @param detail why, for a person
     */
    record End(String detail) implements ClientEffect {}
}
