package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmEvent;
import java.util.List;

/** What follows from an input. */
public sealed interface Decision {

    /** The VM is {@code state} now; {@code effects} are to be published with it, in this order. */
    record Transition(VmState state, List<VmEvent> effects) implements Decision {

        public Transition {
            effects = List.copyOf(effects);
        }

        static Transition to(VmState state, VmEvent... effects) {
            return new Transition(state, List.of(effects));
        }
    }

    /** Nothing follows; {@code reason} is for a log. */
    record Unchanged(String reason) implements Decision {}

    /** The command was not accepted, and the VM is what it was. */
    record Refusal(Problem problem) implements Decision {

        static Refusal of(ProblemType type, String detail) {
            return new Refusal(Problem.of(type, detail));
        }

        static Refusal ofField(ProblemType type, String field, String detail) {
            return new Refusal(Problem.ofField(type, field, detail));
        }
    }
}
