package io.ipfabric.gateway.observer.adapter.bmp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.gateway.observer.domain.bgp.BgpOpen;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;

/** A message of RFC 7854, section 4, as far as it is looked at. */
sealed interface BmpMessage {

    /** @param sysName who speaks; empty: it did not say */
    record Initiation(String sysName) implements BmpMessage {}

    record Termination() implements BmpMessage {}

    record PeerUp(Address peer, BgpOpen sent, BgpOpen received) implements BmpMessage {}

    /** @param reason RFC 7854, section 4.9 */
    record PeerDown(Address peer, int reason) implements BmpMessage {}

    record RouteMonitoring(Address peer, BgpUpdate update) implements BmpMessage {}

    record StatisticsReport(Address peer) implements BmpMessage {}

    /** Of a kind, a peer or a table that does not matter here: not the global instance, or after policy. */
    record Ignored() implements BmpMessage {}
}
