package io.ipfabric.node.adapter.frr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.node.application.PeerFigures;
import io.ipfabric.node.application.Router;
import io.ipfabric.node.application.RouterException;
import io.ipfabric.node.domain.RouterFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** zebra and bgpd by their vty sockets; each question is about one address, a fraction of a millisecond. For one thread. */
public final class FrrRouter implements Router {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final VtySocket zebra;
    private final VtySocket bgpd;
    private final Consumer<List<PeerFigures>> peers;

    /** @param runDirectory where the daemons have their sockets: /var/run/frr, with the path space where there is one */
    public FrrRouter(Path runDirectory) {
        this(runDirectory, _ -> {});
    }

    /** @param peers hears what each answer about the sessions says of them; nothing if there is none */
    public FrrRouter(Path runDirectory, Consumer<List<PeerFigures>> peers) {
        this.peers = peers;
        zebra = new VtySocket(runDirectory.resolve("zebra.vty"), TIMEOUT);
        bgpd = new VtySocket(runDirectory.resolve("bgpd.vty"), TIMEOUT);
    }

    @Override
    public RouterFacts facts(Address address) throws RouterException {
        var metric = FrrAnswers.selectedKernelMetric(askUnlessDown(zebra, zebraCommand(address)), address);
        var advertised = FrrAnswers.isAdvertised(askUnlessDown(bgpd, bgpdCommand(address)));
        return new RouterFacts(metric.orElse(null), advertised);
    }

    /** A daemon that is down has nothing; the other one's facts stand by themselves. */
    private static JsonNode askUnlessDown(VtySocket daemon, String command) throws RouterException {
        try {
            return ask(daemon, command);
        } catch (RouterException e) {
            if (e.isDown()) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    private static String zebraCommand(Address address) {
        var family = address.family() == AddressFamily.IPV4 ? "ip" : "ipv6";
        return "show " + family + " route " + address.hostPrefix() + " json";
    }

    private static String bgpdCommand(Address address) {
        var family = address.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6";
        return "show bgp " + family + " unicast " + address.hostPrefix() + " json";
    }

    @Override
    public List<Session> sessions() throws RouterException {
        JsonNode answer = MissingNode.getInstance();
        try {
            answer = ask(bgpd, "show bgp summary json");
        } finally {
            peers.accept(FrrAnswers.peers(answer));
        }
        return FrrAnswers.sessions(answer);
    }

    private static JsonNode ask(VtySocket daemon, String command) throws RouterException {
        var answer = daemon.ask(command);
        try {
            return MAPPER.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new RouterException("\"" + command + "\" was answered with something that is no JSON", false, e);
        }
    }

    @Override
    public void close() {
        zebra.close();
        bgpd.close();
    }

    /** What FRR's JSON says. */
    static final class FrrAnswers {

        private FrrAnswers() {}

        /** Metric of the kernel route that zebra selected for exactly this host route (zebra_vty.c, vty_show_ip_route). */
        static Optional<Long> selectedKernelMetric(JsonNode answer, Address address) {
            for (var route : answer.path(address.hostPrefix().toString())) {
                if (route.path("selected").asBoolean()
                        && route.path("protocol").asText().equals("kernel")) {
                    return Optional.of(route.path("metric").asLong());
                }
            }
            return Optional.empty();
        }

        /**
         * {@code advertisedTo} lists the peers that have the prefix in their adj-rib-out (bgp_route.c, route_vty_out_detail_header);
         * the path must be our own, because one that came from elsewhere says nothing about this node.
         */
        static boolean isAdvertised(JsonNode answer) {
            if (answer.path("advertisedTo").isEmpty()) {
                return false;
            }
            for (var path : answer.path("paths")) {
                if (path.path("sourced").asBoolean()
                        && path.path("bestpath").path("overall").asBoolean()) {
                    return true;
                }
            }
            return false;
        }

        /** One entry a peer: that of the first address family in which it is seen, unless another one is established. */
        static List<Session> sessions(JsonNode answer) {
            var sessions = new ArrayList<Session>();
            for (var family : answer) {
                for (var peer : family.path("peers").properties()) {
                    address(peer.getKey())
                            .map(a ->
                                    new Session(a, peer.getValue().path("state").asText("unknown")))
                            .ifPresent(session -> merge(sessions, session));
                }
            }
            sessions.sort(Comparator.comparing(Session::peer));
            return List.copyOf(sessions);
        }

        /** {@code pfxRcd} is there while the session is, {@code pfxSnt} where the family is negotiated (bgp_vty.c, bgp_show_summary). */
        static List<PeerFigures> peers(JsonNode answer) {
            var all = new ArrayList<PeerFigures>();
            for (var family : AddressFamily.values()) {
                var name = family == AddressFamily.IPV4 ? "ipv4Unicast" : "ipv6Unicast";
                for (var peer : answer.path(name).path("peers").properties()) {
                    var said = peer.getValue();
                    address(peer.getKey())
                            .map(a -> new PeerFigures(
                                    a,
                                    family,
                                    said.path("state").asText().equals("Established"),
                                    said.path("pfxRcd").asLong(),
                                    said.path("pfxSnt").asLong()))
                            .ifPresent(all::add);
                }
            }
            return List.copyOf(all);
        }

        private static void merge(List<Session> sessions, Session session) {
            boolean known = sessions.removeIf(s -> s.peer().equals(session.peer()) && !s.isEstablished());
            if (known || sessions.stream().noneMatch(s -> s.peer().equals(session.peer()))) {
                sessions.add(session);
            }
        }

        /** Unnumbered peers have an interface's name; the fabric has none. */
        private static Optional<Address> address(String text) {
            try {
                return Optional.of(Address.of(text));
            } catch (InvalidValueException _) {
                return Optional.empty();
            }
        }
    }
}
