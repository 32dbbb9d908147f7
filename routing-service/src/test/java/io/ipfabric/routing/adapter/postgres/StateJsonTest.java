package io.ipfabric.routing.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.Move;
import io.ipfabric.routing.domain.Placement;
import io.ipfabric.routing.domain.Told;
import io.ipfabric.routing.domain.VmRouting;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** States outlive the version that stored them. */
class StateJsonTest {

    @Test
    void a_placement_and_a_move_that_say_nothing_of_a_timeout_hold() {
        var placement = StateJson.read("""
                {"name": "web", "cluster": "lab", "life": 1, "node": "node1", "generation": 2,
                 "iface": {"name": "web_net0", "guestMac": "02:00:00:00:00:10"},
                 "running": true, "cutover": "STRICT", "delivering": true}
                """, Placement.class);
        assertThat(placement.strictTimeout()).isEqualTo(StrictTimeout.HOLD);
        assertThat(StateJson.read(StateJson.write(placement), Placement.class)).isEqualTo(placement);

        var move = StateJson.read("""
                {"target": "node2", "generation": 2, "cutover": "STRICT", "phase": "CONVERGING",
                 "since": "2026-01-01T00:00:00Z", "proved": true, "alarmed": false}
                """, Move.class);
        assertThat(move.strictTimeout()).isEqualTo(StrictTimeout.HOLD);
        assertThat(StateJson.read(StateJson.write(move), Move.class)).isEqualTo(move);
    }

    @Test
    void who_ordered_it_is_stored_beside_the_state_and_no_part_of_it() {
        var routing = VmRouting.unknown(VmId.of("web-1"));
        var cause = TraceContext.begun(new Random(1));

        var json = StateJson.write(routing, cause);

        assertThat(json).contains("\"cause\":\"" + cause + "\"");
        assertThat(StateJson.read(json, VmRouting.class)).isEqualTo(routing);
        assertThat(StateJson.write(routing, null)).doesNotContain("cause");
    }

    @Test
    void a_proof_that_says_nothing_of_it_is_not_waived() {
        var proof = StateJson.read("{\"silentSince\": \"2026-01-01T00:00:00Z\"}", Told.Proof.class);

        assertThat(proof.waived()).isNull();
        assertThat(StateJson.read(StateJson.write(proof), Told.Proof.class)).isEqualTo(proof);
    }
}
