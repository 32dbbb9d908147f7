package io.ipfabric.gateway.config.adapter.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.config.domain.ClusterSpecification;
import io.ipfabric.gateway.config.domain.FailureDetection;
import io.ipfabric.gateway.config.domain.Protocol;
import io.ipfabric.gateway.config.domain.Timers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in JSON. What is absent in a request has a default, and is there in the answer.
 *
 * @param communities none by default
 * @param cutover {@code SEAMLESS} by default
 * @param strictTimeout {@code HOLD} by default; counts where a migration is STRICT
 * @param protocol {@code BGP} by default
 * @param timers 1 s and 3 s by default
 * @param failureDetection {@code NONE} by default
 * @param underlay prefixes from which reflectors accept sessions; by default the /24 of each reflector
 */
@Schema(requiredProperties = {"name", "asn", "gateways"})
public record ClusterDocument(
        @Nullable ClusterName name,
        @Nullable Asn asn,
        @Nullable GatewaysDocument gateways,
        @Nullable List<Community> communities,
        @Nullable CutoverPolicy cutover,
        @Nullable StrictTimeout strictTimeout,
        @Nullable Protocol protocol,
        @Nullable TimersDocument timers,
        @Nullable FailureDetection failureDetection,
        @Nullable List<Prefix> underlay) {

    ClusterSpecification specification() {
        return new ClusterSpecification(
                Fields.required(name, "name"),
                Fields.required(asn, "asn"),
                Fields.within("gateways", Fields.required(gateways, "gateways")::gateways),
                Fields.list(communities, "communities", List.of()),
                Fields.orElse(cutover, CutoverPolicy.SEAMLESS),
                Fields.orElse(strictTimeout, StrictTimeout.HOLD),
                Fields.orElse(protocol, Protocol.BGP),
                timers == null ? Timers.DEFAULT : Fields.within("timers", timers::timers),
                Fields.orElse(failureDetection, FailureDetection.NONE),
                Fields.list(underlay, "underlay", List.of()));
    }

    static ClusterDocument of(ClusterSpecification cluster) {
        var gateways = cluster.gateways();
        return new ClusterDocument(
                cluster.name(),
                cluster.asn(),
                new GatewaysDocument(gateways.ipv4(), gateways.ipv6(), gateways.mac()),
                cluster.communities(),
                cluster.cutover(),
                cluster.strictTimeout(),
                cluster.protocol(),
                new TimersDocument(
                        cluster.timers().keepalive(), cluster.timers().hold()),
                cluster.failureDetection(),
                cluster.underlay());
    }

    /** @param mac of the node's end of every VM interface; by default 02:00 and the IPv4 gateway's four octets */
    @Schema(requiredProperties = {"ipv4", "ipv6"})
    public record GatewaysDocument(
            @Nullable Address ipv4,
            @Nullable Address ipv6,
            @Nullable MacAddress mac) {

        Gateways gateways() {
            var gateway = Fields.required(ipv4, "ipv4");
            return new Gateways(gateway, Fields.required(ipv6, "ipv6"), mac == null ? derived(gateway) : mac);
        }

        /** Locally administered (IEEE 802, section 8.4), and the same wherever the same gateway is configured. */
        private static MacAddress derived(Address gateway) {
            var octets = gateway.bytes();
            return MacAddress.of(
                    "02:00:" + HexFormat.ofDelimiter(":").formatHex(octets, octets.length - 4, octets.length));
        }
    }

    /** ISO 8601 durations, such as {@code PT3S}. */
    public record TimersDocument(
            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration keepalive,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration hold) {

        Timers timers() {
            return new Timers(
                    Fields.orElse(keepalive, Timers.DEFAULT.keepalive()), Fields.orElse(hold, Timers.DEFAULT.hold()));
        }
    }
}
