package io.ipfabric.contracts.rules.sample.sound.domain;

import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Uses what a domain may use: the language, arrays, records, pattern switches and value types. */
public final class Decider {

    private Decider() {}

    public sealed interface State {
        record Idle() implements State {}

        record Busy(VmId vm, Instant since) implements State {}
    }

    public static List<String> decide(State state, int[] steps) {
        return switch (state) {
            case State.Idle() -> List.of();
            case State.Busy(var vm, var since) -> List.of(vm + " since " + since + " " + Arrays.toString(steps));
        };
    }
}
