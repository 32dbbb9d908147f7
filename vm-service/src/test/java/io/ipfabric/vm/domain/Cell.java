package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A cell of the table above {@link VmDecider}.
 *
 * @param expected the next state with its placement and facts, "nothing", or the refusal's type and field
 */
record Cell(VmState state, VmInput input, String expected) {

    static final String NOTHING = "nothing";

    static Cell cell(VmState state, VmInput input, String expected) {
        return new Cell(state, input, expected);
    }

    @Override
    public String toString() {
        return nameOf(state) + " + " + nameOf(input) + " → " + expected;
    }

    static String told(Decision decision) {
        return switch (decision) {
            case Unchanged _ -> NOTHING;
            case Refusal(var problem) ->
                (problem.type().uri().replaceFirst(".*:", "") + (problem.field() == null ? "" : " " + problem.field()));
            case Transition(Absent _, var effects) when effects.isEmpty() -> "Absent";
            case Transition(var state, var effects) -> told((Present) state) + told(effects);
        };
    }

    static String told(Present vm) {
        var placement = vm.placement();
        boolean running = vm instanceof VmState.Requested requested && requested.running();
        return nameOf(vm) + " " + placement.node() + "/" + placement.generation() + (running ? " running" : "")
                + vm.migrations().newestFirst().stream()
                        .map(migration -> migration.generation() + " " + migration.phase())
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining(", "), moves -> moves.isEmpty() ? "" : " (" + moves + ")"));
    }

    static String told(List<VmEvent> effects) {
        return effects.isEmpty() ? "" : effects.stream().map(Cell::nameOf).collect(Collectors.joining(", ", ": ", ""));
    }

    static String nameOf(Object value) {
        return value.getClass().getSimpleName();
    }
}
