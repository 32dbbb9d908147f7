package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Prefix;
import java.util.List;

/**
 * What an operator says of a cluster, defaults filled in. Lists are sorted and without duplicates, so that two descriptions of the
 * same cluster are equal.
 *
 * @param communities every announced route carries them (RFC 1997)
 * @param strictTimeout what a STRICT migration does when its source's withdrawal is not proved in time
 * @param underlay where the reflectors accept sessions from; empty: derived, see {@link Cluster#listenRanges()}
 */
public record ClusterSpecification(
        ClusterName name,
        Asn asn,
        Gateways gateways,
        List<Community> communities,
        CutoverPolicy cutover,
        StrictTimeout strictTimeout,
        Protocol protocol,
        Timers timers,
        FailureDetection failureDetection,
        List<Prefix> underlay) {

    public static final int COMMUNITIES_MAX = 32;
    public static final int UNDERLAY_MAX = 32;

    /** RFC 1997: 65535:x are orders to routers (NO_EXPORT, NO_ADVERTISE, …), and would silence the fabric. */
    private static final int WELL_KNOWN = 0xFFFF;

    /** A shorter prefix is a mistake, and would let nearly anyone open a session. */
    private static final int UNDERLAY_LENGTH_MIN = 8;

    public ClusterSpecification {
        communities = communities.stream().sorted().distinct().toList();
        if (communities.size() > COMMUNITIES_MAX) {
            throw new InvalidFieldException("communities", "has more than " + COMMUNITIES_MAX + " entries");
        }
        if (communities.stream().anyMatch(community -> community.high() == WELL_KNOWN)) {
            throw new InvalidFieldException(
                    "communities", "has one of 65535:x, which are orders to routers (RFC 1997)");
        }
        underlay = underlay.stream().sorted().distinct().toList();
        if (underlay.size() > UNDERLAY_MAX) {
            throw new InvalidFieldException("underlay", "has more than " + UNDERLAY_MAX + " entries");
        }
        for (var prefix : underlay) {
            if (prefix.family() != AddressFamily.IPV4) {
                throw new InvalidFieldException("underlay", "has a prefix that is not IPv4: sessions run over IPv4");
            }
            if (prefix.length() < UNDERLAY_LENGTH_MIN) {
                throw new InvalidFieldException(
                        "underlay", prefix + " is shorter than /" + UNDERLAY_LENGTH_MIN + ": nearly anyone is inside");
            }
        }
    }
}
